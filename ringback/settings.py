"""All settings, from the environment, safe when forgotten. Names and defaults: CONTRACT in
docs/operations.md."""

import os
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ringback.kit.data_folder import data_folder
from ringback.kit.errors import Refusal
from ringback.kit.secret_key import secret_key

PACKAGE = Path(__file__).resolve().parent

DATA = data_folder()
DATABASE_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")
STORAGE_URL = os.environ.get("STORAGE_URL", "")
RINGBACK_URL = os.environ.get("RINGBACK_URL", "http://127.0.0.1:8000").rstrip("/")
# `ringback demo` leaves this file: an invented company has no mail server of its own.
RINGBACK_SMTP = os.environ.get("RINGBACK_SMTP", "127.0.0.1:2525" if (DATA / "demo").exists() else "")

SECRET_KEY = os.environ.get("RINGBACK_SECRET") or secret_key(DATA / "secret.key")
DEBUG = False
_public = urlsplit(RINGBACK_URL)
# Several names may lead to a desk (127.0.0.1 and localhost), and links are built from RINGBACK_URL, never
# from the Host header.
ALLOWED_HOSTS = [_public.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [RINGBACK_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_prose_editor",
    "ringback.kit",
    "ringback.ledger",
    "ringback.company",
    "ringback.files",
    "ringback.access",
    "ringback.search",
    "ringback.people",
    "ringback.channels",
    "ringback.interactions",
    "ringback.tickets",
    "ringback.resolution",
    "ringback.live",
    "ringback.api",
    "ringback.web",
]

MIDDLEWARE = [
    # Programs have no session, cookie or form: the door answers them before any other layer is asked.
    "ringback.api.door.door",
    "ringback.web.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ringback.web.middleware.person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "ringback.urls"
WSGI_APPLICATION = "ringback.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "jinja2"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "ringback.web.environment.environment",
            "context_processors": ["ringback.web.environment.once_a_page"],
        },
    },
]


def _networks(name: str) -> str:
    """Networks by number, with spaces or commas between. Whoever mistypes one hears of it at the start, not with the
    first request."""
    text = os.environ.get(name, "")
    for word in text.replace(",", " ").split():
        try:
            ip_network(word, strict=False)
        except ValueError as wrong:
            raise Refusal(f"{name}: {word} is no network, as 10.0.0.0/8 or 2001:db8::/32 are.") from wrong
    return text


def _sqlite() -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "ringback.sqlite3",
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA fullfsync=ON;"
            "PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728",
        },
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": os.environ.get("RINGBACK_TEST_DATABASE") or None},
    }


def _postgres(url: str) -> dict[str, object]:
    at = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": at.path.lstrip("/"),
        "USER": unquote(at.username or ""),
        "PASSWORD": unquote(at.password or ""),
        "HOST": at.hostname or "",
        "PORT": str(at.port or ""),
        "CONN_MAX_AGE": 0 if os.environ.get("RINGBACK_POOL") else None,
        "CONN_HEALTH_CHECKS": True,
        # A writer left open stalls the ledger's readers everywhere: the server ends it after a minute.
        "OPTIONS": {
            "options": "-c idle_in_transaction_session_timeout=60000 -c jit=off",
            # For the queries of access/prepared.py; a pooler may hand the next one to another connection.
            "prepare_threshold": None if os.environ.get("RINGBACK_POOL") else 5,
        },
    }


def database(url: str) -> dict[str, object]:
    """How to reach the database of a DATABASE_URL; SQLite in the folder for none."""
    return _postgres(url) if url else _sqlite()


DATABASES = {"default": database(DATABASE_URL)}

# In the process where the desk is one; in Redis, which may be away, where it is several.
CACHES = {
    "default": {
        "BACKEND": "ringback.kit.redis_cache.Forgiving",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "ringback",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["ringback.access.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ringback.web.entrance.adapter.Entrance"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "ringback.access.links.ResetTokens"  # noqa: S105
ACCOUNT_FORMS = {"reset_password_from_key": "ringback.web.entrance.accounts.ResetForm"}
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in"
# An account, an address block and everybody together; nobody is locked out for good, and a reset by mail goes
# past the first.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,10/600s/key",
    "reset_password": "20/m/ip,5/600s/key",
    "confirm": "60/m/ip",
}
MFA_ADAPTER = "ringback.web.entrance.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Nothing can be guessed there, and a whole office may come from one address.
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_FORMS = {
    "add_webauthn": "ringback.web.entrance.passkey_forms.AddForm",
    "edit_webauthn": "ringback.web.entrance.passkey_forms.RenameForm",
    "login_webauthn": "ringback.web.entrance.passkey_forms.SignInForm",
    "authenticate_webauthn": "ringback.web.entrance.passkey_forms.SecondFactorForm",
    "reauthenticate_webauthn": "ringback.web.entrance.passkey_forms.ConfirmForm",
}
MFA_TOTP_ISSUER = "Ringback"
SESSION_ENGINE = "ringback.access.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _public.scheme == "https"
SESSION_COOKIE_NAME = "ringback_session"
CSRF_COOKIE_SECURE = _public.scheme == "https"
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "ringback.web.errors.csrf_failed"

# The desk's own mails (a forgotten password) leave by the same outbox as answers do.
EMAIL_BACKEND = "ringback.channels.django_backend.EmailBackend"
RINGBACK_ALLOW_NETWORKS = _networks("RINGBACK_ALLOW_NETWORKS")
RINGBACK_MAIL_NETWORKS = _networks("RINGBACK_MAIL_NETWORKS")
# Networks of the house's own mail servers that hand mail on to RINGBACK_SMTP: their addresses say nothing of a sender.
RINGBACK_SMTP_RELAYS = _networks("RINGBACK_SMTP_RELAYS")
# Networks of the house's own proxies: only these are believed in who asks (X-Forwarded-For), and in nothing else.
RINGBACK_TRUSTED_PROXIES = _networks("RINGBACK_TRUSTED_PROXIES")
# Certificate and key, PEM in one file, for STARTTLS at RINGBACK_SMTP.
RINGBACK_SMTP_CERTIFICATE = os.environ.get("RINGBACK_SMTP_CERTIFICATE", "")

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
FILES = DATA / "files"
# Where the desk's own backups go; empty: `backups` in the data folder.
RINGBACK_BACKUPS = os.environ.get("RINGBACK_BACKUPS", "")
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MAX_FILE_BYTES = 25 * 1024 * 1024  # what most mail servers still take
API_REQUESTS_A_MINUTE = 600  # by one token

# The ledger is lower than what follows from it: this name is how it finds the page that says so.
RINGBACK_REACTIONS = "ringback.reactions"
RINGBACK_ANNOUNCER = "ringback.live.told"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("RINGBACK_LOG", "WARNING")},
    "loggers": {
        "ringback": {"level": os.environ.get("RINGBACK_LOG", "INFO")},
        # That somebody was refused is an answer, not trouble.
        "django.request": {"level": "ERROR"},
    },
}
