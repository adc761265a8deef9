"""Alipay's OpenAPI gateway (version 1.0, signature RSA2), its cashier page and its notices."""
