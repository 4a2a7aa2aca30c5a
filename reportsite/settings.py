"""Settings. Everything an operator may want otherwise comes from the environment.

``SITE_MODE=local`` (the default) answers on loopback addresses only and brings
its own database, broker and secret; ``SITE_MODE=production`` takes everything
from the environment and refuses to start without it.
"""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import environment as env
from .log_format import configuration as log_configuration
from .storage_setting import file_store

BASE_DIR = Path(__file__).resolve().parent.parent
SITE_MODE = env.choice("SITE_MODE", "local", ("local", "production"))
PRODUCTION = SITE_MODE == "production"
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY", production=PRODUCTION, keep_in=DATA_DIR / "secret-key")
ALLOWED_HOSTS = (
    env.words("ALLOWED_HOSTS") if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
SITE_URL = env.text("SITE_URL", None if PRODUCTION else "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tables2",
    "axes",
    "bootstrap",  # nothing but Bootstrap's static files
    "csp",
    "lucide",
    "simple_history",
    "offices",
    "submissions",
    "review",
    "reportsite",
]

MIDDLEWARE = [
    "reportsite.middleware.OriginMiddleware",
    "reportsite.logs.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "reportsite.gates.HeadersMiddleware",
    "reportsite.middleware.ChosenLanguageMiddleware",
    "reportsite.maintenance.MaintenanceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reportsite.middleware.SignedOutPartMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "reportsite.gates.RateLimitMiddleware",
    "reportsite.gates.SessionLimitMiddleware",
    "reportsite.gates.AccountGateMiddleware",
]

ROOT_URLCONF = "reportsite.urls"
WSGI_APPLICATION = "reportsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reportsite.context.site",
            ],
            "builtins": ["reportsite.templatetags.icons", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "tables/table.html"

# Database. SQLite is measured to take eight writers without a locked error in this set-up
# (write-ahead log, immediate transactions, a timeout), and in no other.
_database_url = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'reports.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(_database_url, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, not memory: the worker of a test is a process of its own and must see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files, under their SHA-256 (submissions.uploads).
MEDIA_ROOT = DATA_DIR / "files"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": file_store(),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_MEGABYTES", 20, at_least=1) * 1024 * 1024

# Tasks. The CheckRun row is the truth, the queue a hint: no results backend.
CELERY_BROKER_URL = env.text("REDIS_URL", f"redis+socket://{DATA_DIR / 'broker.sock'}")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the longest task; the other two bring redelivery from 100 s down to 10 s.
    "visibility_timeout": 1500,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    # Else whoever sends a task waits six seconds for a broker that is away, with a person before the page.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
if CELERY_BROKER_URL.startswith("filesystem://"):
    # Only where no broker can run (reportsite.broker): folders for queues; the sweep makes up.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "queue"),
        "data_folder_out": str(DATA_DIR / "queue"),
        "control_folder": str(DATA_DIR / "queue-control"),
    }
# A name of its own lets several installations share one Redis.
CELERY_TASK_DEFAULT_QUEUE = env.text("TASK_QUEUE", "reports")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker however long it is away
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 1200  # a scan of forty pages takes up to fifteen minutes
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
WORKER_NICE = env.integer("WORKER_NICE", 10)  # reading and checking stand back behind pages
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
SWEEP_EVERY = timedelta(seconds=env.integer("SWEEP_SECONDS", 60, at_least=1))
CELERY_BEAT_SCHEDULE = {
    "send-decisions": {"task": "review.tasks.send_decisions", "schedule": timedelta(seconds=15)},
    "seal-audit": {"task": "offices.tasks.seal_audit", "schedule": timedelta(seconds=10)},
    "clear-sign-ins": {"task": "offices.tasks.clear_sign_ins", "schedule": timedelta(days=1)},
    "prune-audit": {"task": "offices.tasks.prune_audit", "schedule": timedelta(days=1)},
    "send-notices": {"task": "offices.tasks.send_notices", "schedule": timedelta(minutes=5)},
    "remind-offices": {"task": "submissions.tasks.remind_offices", "schedule": timedelta(hours=1)},
    "sweep-checks": {"task": "submissions.tasks.sweep_checks", "schedule": SWEEP_EVERY},
    "sign-of-life": {"task": "review.tasks.sign_of_life", "schedule": timedelta(seconds=30)},
    "sweep-intake": {"task": "review.tasks.sweep_intake", "schedule": timedelta(seconds=60)},
    "sweep-exports": {"task": "review.tasks.sweep_exports", "schedule": SWEEP_EVERY},
}
# A decision can be taken back this long; then the worker carries it out.
DECISION_DELAY = timedelta(seconds=env.integer("DECISION_DELAY_SECONDS", 180, at_least=0))
VETO_SIMILARITY_PERCENT = env.integer("VETO_SIMILARITY_PERCENT", 30, at_least=1)
CHECK_STALE_AFTER = timedelta(seconds=env.integer("CHECK_STALE_SECONDS", 120, at_least=1))

# Only rate limits lie in the cache. Several processes share it where there is a Redis.
if CELERY_BROKER_URL.startswith(("redis://", "rediss://")):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CELERY_BROKER_URL,
            "KEY_PREFIX": CELERY_TASK_DEFAULT_QUEUE,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }

# People.
AUTH_USER_MODEL = "offices.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "offices.single_sign_on.SingleSignOnBackend",
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "offices.passwords.MixtureValidator"},
    {"NAME": "offices.passwords.HistoryValidator"},
]
PASSWORD_MAX_DAYS = env.integer("PASSWORD_MAX_DAYS", 0)  # 0: forced changes make passwords worse
PASSWORD_RESET_TIMEOUT = 3600
# Local demonstrations sign in with a password alone; the page says so.
REQUIRE_SECOND_FACTOR = env.boolean("REQUIRE_SECOND_FACTOR", PRODUCTION)
OTP_TOTP_ISSUER = env.text("SECOND_FACTOR_NAME", "法治报告")
AUDIT_SEAL_PAUSE = timedelta(milliseconds=200)  # between two sealings by one process
# The trail is kept at least six months, as the Cybersecurity Law asks.
AUDIT_KEEP_DAYS = env.integer("AUDIT_KEEP_DAYS", 730, at_least=180)
AXES_HANDLER = "offices.lockout.LockoutHandler"
AXES_FAILURE_LIMIT = 5
LOCKOUT_ADDRESS_FAILURES = env.integer("LOCKOUT_ADDRESS_FAILURES", 30, at_least=5)
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_LOCKOUT_CALLABLE = "offices.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "offices.origin.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else anybody could keep an account locked
AXES_DISABLE_ACCESS_LOG = True  # the trail has it
AXES_ENABLE_ADMIN = False
# Single sign-on by OpenID Connect, where a provider is named. It signs in existing accounts only.
SINGLE_SIGN_ON = env.text("OIDC_ISSUER", "").rstrip("/")
SINGLE_SIGN_ON_NAME = env.text("OIDC_NAME", _("county single sign-on"))
OIDC_OP_AUTHORIZATION_ENDPOINT = env.text("OIDC_AUTHORIZATION_URL", f"{SINGLE_SIGN_ON}/authorize")
OIDC_OP_TOKEN_ENDPOINT = env.text("OIDC_TOKEN_URL", f"{SINGLE_SIGN_ON}/token")
OIDC_OP_USER_ENDPOINT = env.text("OIDC_USER_URL", f"{SINGLE_SIGN_ON}/userinfo")
OIDC_OP_JWKS_ENDPOINT = env.text("OIDC_KEYS_URL", f"{SINGLE_SIGN_ON}/jwks")
OIDC_RP_CLIENT_ID = env.text("OIDC_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET", "")
OIDC_RP_SIGN_ALGO = env.choice("OIDC_ALGORITHM", "RS256", ("RS256", "ES256"))
OIDC_RP_SCOPES = env.text("OIDC_SCOPES", "openid profile email")
OIDC_CLAIM = env.text("OIDC_CLAIM", "preferred_username")
OIDC_MATCHES = env.choice("OIDC_MATCHES", "username", ("username", "email"))
OIDC_AUTHENTICATION_CALLBACK_URL = "sso_callback"
OIDC_USE_PKCE = True
OIDC_CREATE_USER = False
OIDC_TIMEOUT = 10
SESSION_IDLE_SECONDS = env.integer("SESSION_IDLE_MINUTES", 30, at_least=1) * 60
SESSION_ABSOLUTE_SECONDS = SESSION_COOKIE_AGE = env.integer("SESSION_HOURS", 8, at_least=1) * 3600
# How often a minute; 0 for no limit.
SIGN_INS_PER_MINUTE = env.integer("SIGN_INS_PER_MINUTE", 60)  # from one address
API_REQUESTS_PER_MINUTE = env.integer("API_REQUESTS_PER_MINUTE", 120, at_least=1)  # of one token
UPLOADS_PER_MINUTE = env.integer("UPLOADS_PER_MINUTE", 30)  # of one person
SESSION_ENGINE = "offices.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Language and time: Chinese by default, Beijing time always.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "reportsite.formats"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Security.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_TLS = env.boolean("BEHIND_TLS", PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$", r"^metrics$"]  # asked past the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Mail. Without a server the letters are files a person can open.
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", False)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "noreply@localhost")

SITE_NAME = _("Annual reports on rule-of-law government")

LOGGING = log_configuration(env.choice("LOG_FORMAT", "line", ("line", "json")), env.text("LOG_LEVEL", "INFO"))
# Who may read /metrics: with a token whoever has it, without one this machine alone.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
# Words here close this web server; see reportsite.maintenance.
MAINTENANCE = env.text("MAINTENANCE", "")
