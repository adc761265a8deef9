CREATE TABLE IF NOT EXISTS supplier_order (
    order_no TEXT PRIMARY KEY,          -- the shop's number, for the life of the order
    supplier_no TEXT NOT NULL UNIQUE,
    goods TEXT NOT NULL,
    account TEXT NOT NULL,
    value_fen INTEGER NOT NULL CHECK (value_fen >= 0),
    state TEXT NOT NULL CHECK (state IN ('accepted', 'succeeded', 'failed', 'cancelled')),
    outcome TEXT NOT NULL,              -- what it comes to at finishes_at: succeeded or failed
    reason TEXT NOT NULL DEFAULT '',
    receipt_no TEXT NOT NULL DEFAULT '',
    accepted_at REAL NOT NULL,
    finishes_at REAL,                   -- empty: when the desk says so
    finished_at REAL,
    CHECK ((state = 'accepted') = (finished_at IS NULL)),
    CHECK ((state = 'succeeded') = (receipt_no <> ''))
);
CREATE INDEX IF NOT EXISTS supplier_order_open ON supplier_order (finishes_at)
    WHERE state = 'accepted';
