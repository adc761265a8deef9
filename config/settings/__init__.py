"""Settings of a running site, read from the environment that the launcher or operator sets.

`DATABASE_URL`        PostgreSQL 18 or newer
`ANXIN_SECRETS_FILE`  JSON with `django_secret_key`, `card_keys`, `blind_index_key`,
                      `minor_keys`
`ANXIN_WEB_ORIGIN`    the site's own origin; `ANXIN_LIVE_ORIGIN` where `/live` is served
`ANXIN_ALIPAY_FOLDER` the merchant's keys at Alipay (config.secrets), then after colons those of
                      identities used before; without it no Alipay
`ANXIN_ALIPAY_GATEWAY` another gateway than Alipay's own
`ANXIN_WECHAT_FOLDER`, `ANXIN_WECHAT_GATEWAY` the same for WeChat Pay
`ANXIN_ALIPAY_FEE`, `ANXIN_WECHAT_FEE` the rate that the contract says, for reconciliation;
                      empty: no fee on a bill is called wrong
`ANXIN_PARTNERS_FOLDER` keys of the cards' issuer, the top-ups' supplier and, if there is
                      `identity.json`, whoever confirms real names; without it none
`ANXIN_PARTNERS_ORIGIN` where those of them answer whose files do not say
`ANXIN_ISSUED_CARDS` a file of cards for the demo shop that the issuer knows, one a line
`ANXIN_DATA`          the folder of the site's data; evidence is kept in it, unless
`ANXIN_EVIDENCE_S3_BUCKET` names a bucket of a store that speaks S3, with
                      `ANXIN_EVIDENCE_S3_ENDPOINT` if it is not AWS's, `ANXIN_EVIDENCE_S3_REGION`,
                      `ANXIN_EVIDENCE_S3_ADDRESSING` (`path`, `virtual`; otherwise boto's choice),
                      and `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` as everywhere
`ANXIN_PROXY_HEADER`  the header in which the operator's own proxy says who calls, `X-Real-IP`
`ANXIN_DEMO`          `1` allows demo money, demo logins and a movable clock
`ANXIN_FAILPOINTS`    where a demo's process dies or fails on purpose (services.failpoint)
"""

from __future__ import annotations

import os
from functools import partial
from urllib.parse import unquote, urlsplit

import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.files import evidence_storage
from config.secrets import (
    load_alipay,
    load_identities,
    load_partner,
    load_secrets,
    load_wechat,
)

SECRETS = load_secrets(os.environ.get("ANXIN_SECRETS_FILE"))
WEB_ORIGIN = os.environ.get("ANXIN_WEB_ORIGIN", "http://localhost:8000")
ALIPAY = load_identities(
    os.environ.get("ANXIN_ALIPAY_FOLDER"),
    by="app_id",
    load=partial(
        load_alipay,
        gateway=os.environ.get("ANXIN_ALIPAY_GATEWAY", "https://openapi.alipay.com/gateway.do"),
        notify_url=f"{WEB_ORIGIN}/notify/alipay/",
    ),
)
WECHAT = load_identities(
    os.environ.get("ANXIN_WECHAT_FOLDER"),
    by="mchid",
    load=partial(
        load_wechat,
        gateway=os.environ.get("ANXIN_WECHAT_GATEWAY", "https://api.mch.weixin.qq.com"),
        notify_url=f"{WEB_ORIGIN}/notify/wechat/",
    ),
)
PARTNERS = {
    kind: load_partner(
        os.environ.get("ANXIN_PARTNERS_FOLDER"),
        kind=kind,
        origin=os.environ.get("ANXIN_PARTNERS_ORIGIN", ""),
    )
    for kind in ("issuer", "supplier", "identity")
}
ISSUED_CARDS = os.environ.get("ANXIN_ISSUED_CARDS")
CHANNEL_FEES = {
    "alipay": os.environ.get("ANXIN_ALIPAY_FEE", "0.006"),
    "wechat": os.environ.get("ANXIN_WECHAT_FEE", "0.006"),
}
DEMO = os.environ.get("ANXIN_DEMO") == "1"
if os.environ.get("ANXIN_FAILPOINTS") and not DEMO:
    raise ImproperlyConfigured("ANXIN_FAILPOINTS breaks a site on purpose: only with ANXIN_DEMO=1")
PROXY_HEADER = os.environ.get("ANXIN_PROXY_HEADER", "")
LIVE_ORIGIN = os.environ.get("ANXIN_LIVE_ORIGIN", WEB_ORIGIN)

SECRET_KEY = SECRETS.django_secret_key
DEBUG = False
ALLOWED_HOSTS = [urlsplit(WEB_ORIGIN).hostname or "localhost", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [WEB_ORIGIN]

STORAGE_WORDS = (
    "clock account merchant catalog card order payment ledger aftersale refund evidence"
    " reconciliation risk standing bulk minors quality"
).split()
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    *(f"anxin.storage.{word}" for word in STORAGE_WORDS),
    "anxin.pages",
    "anxin.web",
    "anxin.console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anxin.pages.hygiene.refuse_unreadable",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


def database(url: str) -> dict[str, object]:
    """Turn `postgresql://user:password@host:port/name` into Django's words."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Times are read at China's offset: policies count working and calendar days by it.
        "TIME_ZONE": "Asia/Shanghai",
        # Django turns preparing off; hot statements run prepared on a psycopg cursor.
        "OPTIONS": {"prepare_threshold": 2},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///anxin"))}

AUTH_USER_MODEL = "anxin_account.Account"
SESSION_ENGINE = "anxin.storage.account.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = WEB_ORIGIN.startswith("https:")
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "anxin.web.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "evidence": evidence_storage(os.environ),
    "minors": evidence_storage(os.environ, apart="minors"),
}
STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("ANXIN_STATIC_ROOT")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_ORIGIN],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

PROCRASTINATE_IMPORT_PATHS = [
    f"anxin.jobs.{name}"
    for name in (
        "sweep rescue channels issuer supplier evidence reconciliation risk standing bulk minors"
        " quality payees"
    ).split()
]
# A worker that was killed is noticed after six seconds; jobs.rescue queues its jobs again.
PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": 2.0,
    "stalled_worker_timeout": 6.0,
    "delete_jobs": "successful",
}

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # The sweep runs every second; a line for each would hide everything else.
    "loggers": {"procrastinate": {"level": "WARNING"}},
}
