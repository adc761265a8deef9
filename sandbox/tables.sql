CREATE TABLE IF NOT EXISTS clock (
    offset_s REAL NOT NULL
);
INSERT INTO clock (offset_s) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM clock);

CREATE TABLE IF NOT EXISTS switch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,                -- "on": a method or notice, with * as in file names
    out_trade_no TEXT,                  -- empty: every trade
    remaining INTEGER,                  -- empty: until taken away
    rate REAL NOT NULL,
    seed INTEGER NOT NULL,
    draws INTEGER NOT NULL DEFAULT 0,   -- how often the rate was asked
    options TEXT NOT NULL               -- JSON
);

CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_s REAL NOT NULL,
    method TEXT NOT NULL,
    out_trade_no TEXT NOT NULL,
    out_request_no TEXT NOT NULL,
    code TEXT NOT NULL,
    sub_code TEXT NOT NULL,
    switch TEXT NOT NULL                -- which switch spoilt it, or nothing
);

CREATE TABLE IF NOT EXISTS payer (
    trade_no TEXT PRIMARY KEY,          -- the gateway's own number, of either
    name TEXT NOT NULL                  -- as the pay page's form gave it
);
