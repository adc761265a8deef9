CREATE TABLE IF NOT EXISTS wechat_bill_file (
    token TEXT PRIMARY KEY,             -- names it in its download_url
    content BLOB NOT NULL,
    valid_until REAL NOT NULL
);
