CREATE TABLE IF NOT EXISTS partner_nonce (
    key_id TEXT NOT NULL,
    nonce TEXT NOT NULL,
    at_s REAL NOT NULL,
    PRIMARY KEY (key_id, nonce)
);
