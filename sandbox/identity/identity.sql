CREATE TABLE IF NOT EXISTS identity_person (
    number TEXT PRIMARY KEY,            -- HMAC of the ID number; neither is kept in the clear
    name TEXT NOT NULL                  -- HMAC of the name
);
CREATE TABLE IF NOT EXISTS identity_check (
    request_no TEXT PRIMARY KEY,        -- the shop's number: asked again, answered as before
    asked TEXT NOT NULL,                -- HMAC of what was asked
    result TEXT NOT NULL CHECK (result IN ('match', 'mismatch', 'no_record')),
    at_s REAL NOT NULL
);
