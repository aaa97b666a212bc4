"""Django settings. What an installation may choose comes from `environment`; the rest is the product's own."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from aftercare.config.environment import environment
from aftercare.web.fingerprint import fingerprint

SOURCE = Path(__file__).resolve().parent.parent
HOME = environment.home
FILES_ROOT = HOME / "files"
DEMO_NOTE = HOME / "demo.json"  # there while this is the demo shop

SECRET_KEY = environment.secret_key
DATA_KEY_SECONDS = 60  # how long a process goes without asking whether there is a newer data key
DEBUG = environment.debug
ALLOWED_HOSTS = environment.allowed_hosts
SITE_ID = 1

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "lucide",
    "csp",
    "aftercare.web",  # before allauth: its templates and words are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "aftercare.core",
    "aftercare.accounts",
    "aftercare.shops",
    "aftercare.apikeys",
    "aftercare.clock",
    "aftercare.files",
    "aftercare.money",
    "aftercare.approvals",
    "aftercare.shifts",
    "aftercare.subaccounts",
    "aftercare.intake",
    "aftercare.customers",
    "aftercare.disputes",
    "aftercare.listings",
    "aftercare.knowledge",
    "aftercare.orders",
    "aftercare.chat",
    "aftercare.confirmation",
    "aftercare.cases",
    "aftercare.refundreports",
    "aftercare.reviews",
    "aftercare.parcels",
    "aftercare.couriers",
    "aftercare.dispatch",
    "aftercare.unclaimed",
    "aftercare.freight",
    "aftercare.watchlists",
    "aftercare.reviewrisk",
    "aftercare.regulars",
    "aftercare.handover",
    "aftercare.quality",
    "aftercare.training",
    "aftercare.callbacks",
    "aftercare.promotions",
    "aftercare.assessment",
    "aftercare.erasure",
    "aftercare.portal",
    "aftercare.api",
    "aftercare.connectors",
    "aftercare.jobs",
    "aftercare.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "aftercare.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "aftercare.web.account.recognition.RecognitionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "aftercare.web.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "aftercare.config.urls"
WSGI_APPLICATION = "aftercare.config.wsgi.application"
ASGI_APPLICATION = "aftercare.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aftercare.web.shell.context.shell",
            ],
            "builtins": ["aftercare.web.templatetags.pieces"],
        },
    }
]

DATABASES = {"default": environment.database() | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["aftercare.web.account.recognition.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "aftercare.web.account.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key", "change_password": "5/m/user"}
MFA_ADAPTER = "aftercare.web.account.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Aftercare"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "aftercare.web.account.recognition"
SESSION_COOKIE_AGE = 12 * 3600  # a shift and its handover
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.https
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "aftercare.web.errors.forbidden"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Counters of failed logins must be the same in every web process: PostgreSQL holds them, no extra server is needed.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "aftercare_cache",
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = None

STATIC_URL = f"/static/{fingerprint(SOURCE / 'web' / 'static')}/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# The address changes with the files.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^$" if DEBUG else r"^/static/"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 30
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_TEMP_DIR = None

PROCRASTINATE_IMPORT_PATHS = [
    "aftercare.jobs.clock",
    "aftercare.jobs.chat",
    "aftercare.jobs.assessment",
    "aftercare.jobs.callbacks",
    "aftercare.jobs.cases",
    "aftercare.jobs.confirmation",
    "aftercare.jobs.dispatch",
    "aftercare.jobs.money",
    "aftercare.jobs.intake",
    "aftercare.jobs.orders",
    "aftercare.jobs.parcels",
    "aftercare.jobs.promotions",
    "aftercare.jobs.refundreports",
    "aftercare.jobs.reviews",
    "aftercare.jobs.regulars",
    "aftercare.jobs.erasure",
    "aftercare.jobs.handover",
    "aftercare.jobs.quality",
    "aftercare.jobs.training",
    "aftercare.jobs.unclaimed",
    "aftercare.jobs.upkeep",
]

AFTERCARE_SIMULATOR_URL = environment.simulator_url
# The aggregators of couriers. Nobody types an address: only the installation names where its questions go (F4).
AFTERCARE_COURIER_URLS = {"kuaidi100": "https://poll.kuaidi100.com", "kdniao": "https://api.kdniao.com"}
REDIS_URL = environment.redis_url  # hints of conversations; None: PostgreSQL tells them

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"aftercare": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
