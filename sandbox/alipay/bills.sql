CREATE TABLE IF NOT EXISTS bill_link (
    token TEXT PRIMARY KEY,
    bill_type TEXT NOT NULL,
    bill_date TEXT NOT NULL,
    expires_at REAL NOT NULL
);
