"""WeChat Pay's API v3 for direct merchants, its pay page, its notices and its bills."""
