CREATE TABLE IF NOT EXISTS wechat_order (
    transaction_id TEXT PRIMARY KEY,    -- told only when paid
    out_trade_no TEXT NOT NULL UNIQUE,
    trade_type TEXT NOT NULL CHECK (trade_type IN ('NATIVE', 'MWEB', 'JSAPI', 'APP')),
    asked TEXT NOT NULL,                -- JSON: the first request, which later ones must repeat
    description TEXT NOT NULL,
    attach TEXT NOT NULL,
    notify_url TEXT NOT NULL,
    serial TEXT NOT NULL,               -- the key that its notices are signed with
    total_fen INTEGER NOT NULL CHECK (total_fen > 0),
    given_back_fen INTEGER NOT NULL DEFAULT 0 CHECK (given_back_fen BETWEEN 0 AND total_fen),
    fee_fen INTEGER NOT NULL DEFAULT 0 CHECK (fee_fen >= 0),
    state TEXT NOT NULL DEFAULT 'NOTPAY' CHECK (
        state IN ('NOTPAY', 'SUCCESS', 'REFUND', 'CLOSED')),
    created_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    paid_at REAL,
    closed_at REAL,
    CHECK (given_back_fen = 0 OR paid_at IS NOT NULL)
);
CREATE INDEX IF NOT EXISTS wechat_order_unpaid ON wechat_order (expires_at)
    WHERE state = 'NOTPAY';

CREATE TABLE IF NOT EXISTS wechat_link (
    token TEXT PRIMARY KEY,             -- names a pay page: of a code_url, an h5_url, a prepay_id
    transaction_id TEXT NOT NULL REFERENCES wechat_order,
    valid_until REAL NOT NULL
);

CREATE TABLE IF NOT EXISTS wechat_refund (
    refund_id TEXT PRIMARY KEY,
    out_refund_no TEXT NOT NULL UNIQUE,
    transaction_id TEXT NOT NULL REFERENCES wechat_order,
    asked TEXT NOT NULL,                -- JSON: the request, which a repeated one must equal
    refund_fen INTEGER NOT NULL CHECK (refund_fen > 0),
    fee_fen INTEGER NOT NULL CHECK (fee_fen >= 0),
    reason TEXT NOT NULL,
    notify_url TEXT NOT NULL,
    serial TEXT NOT NULL,
    funds_account TEXT NOT NULL,
    channel TEXT NOT NULL,
    received_account TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('PROCESSING', 'SUCCESS', 'ABNORMAL', 'CLOSED')),
    outcome TEXT NOT NULL CHECK (outcome IN ('SUCCESS', 'SENT_BACK', 'ABNORMAL', 'CLOSED')),
    created_at REAL NOT NULL,
    settles_at REAL NOT NULL,           -- when PROCESSING becomes the outcome
    settled_at REAL
);
CREATE INDEX IF NOT EXISTS wechat_refund_due ON wechat_refund (settles_at)
    WHERE status = 'PROCESSING';
CREATE INDEX IF NOT EXISTS wechat_refund_sent_back ON wechat_refund (settles_at)
    WHERE status = 'SUCCESS' AND outcome = 'ABNORMAL';
CREATE INDEX IF NOT EXISTS wechat_refund_order ON wechat_refund (transaction_id);

CREATE TABLE IF NOT EXISTS wechat_notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notify_id TEXT NOT NULL,            -- the same for every copy and every resend
    trade_no TEXT NOT NULL REFERENCES wechat_order,
    event TEXT NOT NULL,
    url TEXT NOT NULL,
    fields TEXT NOT NULL,               -- JSON, not yet encrypted
    forged TEXT NOT NULL,               -- how, or nothing
    resent INTEGER NOT NULL,            -- 0: sent once, whatever the answer
    held INTEGER NOT NULL,              -- 1: waits to be overtaken
    due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    done_at REAL
);
CREATE INDEX IF NOT EXISTS wechat_notice_due ON wechat_notice (due_at) WHERE done_at IS NULL;
CREATE INDEX IF NOT EXISTS wechat_notice_of_trade ON wechat_notice (trade_no);
CREATE INDEX IF NOT EXISTS wechat_link_of_order ON wechat_link (transaction_id);
