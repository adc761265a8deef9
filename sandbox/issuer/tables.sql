CREATE TABLE IF NOT EXISTS issuer_card (
    card TEXT PRIMARY KEY,              -- HMAC of the secret under the shop's card key
    secret TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'unused' CHECK (state IN ('unused', 'used', 'replaced')),
    lock_no TEXT,                       -- the lock that holds it, if one does
    issued_at REAL NOT NULL,
    used_at REAL,
    used_by TEXT NOT NULL DEFAULT '',
    CHECK ((state = 'used') = (used_at IS NOT NULL)),
    CHECK (lock_no IS NULL OR state = 'unused')
);

CREATE TABLE IF NOT EXISTS issuer_lock (
    lock_no TEXT PRIMARY KEY,           -- the shop's number, for the life of the lock
    card TEXT NOT NULL,
    result TEXT NOT NULL,               -- what the lock was answered, for good
    at_s REAL NOT NULL,
    ended_at REAL                       -- unlocked: the number is spent
);

CREATE TABLE IF NOT EXISTS issuer_replacement (
    request_no TEXT PRIMARY KEY,
    card TEXT NOT NULL,
    new_card TEXT NOT NULL,
    at_s REAL NOT NULL
);
