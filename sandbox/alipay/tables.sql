CREATE TABLE IF NOT EXISTS trade (
    trade_no TEXT PRIMARY KEY,
    out_trade_no TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,         -- names its pay page
    method TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    passback_params TEXT NOT NULL,
    notify_url TEXT NOT NULL,
    return_url TEXT NOT NULL,
    quit_url TEXT NOT NULL,
    total_fen INTEGER NOT NULL CHECK (total_fen > 0),
    refunded_fen INTEGER NOT NULL DEFAULT 0 CHECK (refunded_fen BETWEEN 0 AND total_fen),
    status TEXT NOT NULL DEFAULT 'WAIT_BUYER_PAY' CHECK (
        status IN ('WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_CLOSED', 'TRADE_FINISHED')),
    created_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    opened_at REAL,                     -- before that the trade does not exist for its merchant
    paid_at REAL,
    closed_at REAL,
    CHECK (refunded_fen = 0 OR paid_at IS NOT NULL)
);
CREATE INDEX IF NOT EXISTS trade_unpaid ON trade (expires_at) WHERE status = 'WAIT_BUYER_PAY';
CREATE INDEX IF NOT EXISTS trade_paid ON trade (paid_at) WHERE status = 'TRADE_SUCCESS';

CREATE TABLE IF NOT EXISTS refund (
    trade_no TEXT NOT NULL REFERENCES trade,
    out_request_no TEXT NOT NULL,
    refund_fen INTEGER NOT NULL CHECK (refund_fen > 0),
    reason TEXT NOT NULL,
    refunded_at REAL NOT NULL,
    PRIMARY KEY (trade_no, out_request_no)
);

CREATE TABLE IF NOT EXISTS notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notify_id TEXT NOT NULL,            -- the same for every copy and every resend
    trade_no TEXT NOT NULL REFERENCES trade,
    event TEXT NOT NULL,
    url TEXT NOT NULL,
    fields TEXT NOT NULL,               -- JSON, without notify_time and signature
    forged TEXT NOT NULL,               -- how, or nothing
    resent INTEGER NOT NULL,            -- 0: sent once, whatever the answer
    held INTEGER NOT NULL,              -- 1: waits to be overtaken
    due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    done_at REAL
);
CREATE INDEX IF NOT EXISTS notice_due ON notice (due_at) WHERE done_at IS NULL;
CREATE INDEX IF NOT EXISTS notice_of_trade ON notice (trade_no);
