"""How to mend each variable of the environment, in Vietnamese, for `manage.py doctor`.

Texts and not msgids: when a setting stops the start, there is no catalogue to look them up in.
"""

RANDOM = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'

MENDING = {
    "ADMINS_EMAIL": "ghi các địa chỉ thư điện tử nhận báo lỗi, cách nhau bằng dấu phẩy.",
    "ALLOWED_HOSTS": (
        "ghi đầy đủ từng tên miền hoặc địa chỉ của trang, cách nhau bằng dấu phẩy, không kèm "
        "https://, số cổng hay đường dẫn; không dùng dấu * hoặc tên bắt đầu bằng dấu chấm."
    ),
    "BACKUP_DIR": (
        "ghi một thư mục để chứa bản sao lưu, không nằm trong MEDIA_ROOT hay thư mục tệp tĩnh."
    ),
    "BACKUP_MAX_AGE": "ghi số giờ, ví dụ 26.",
    "BACKUP_RECIPIENTS": (
        "ghi khóa công khai của age (bắt đầu bằng age1), cách nhau bằng dấu phẩy; tạo khóa bằng "
        "age-keygen."
    ),
    "CACHE_URL": (
        "ghi locmemcache://, filecache:///thư-mục, dbcache://bảng, dummycache:// hoặc "
        "redis://máy-chủ:6379/0."
    ),
    "DATABASE_URL": (
        "ghi sqlite:////đường/dẫn/tệp hoặc postgres://tài-khoản:mật-khẩu@máy-chủ:5432/tên; ký tự "
        "đặc biệt trong mật khẩu viết dạng %XX; thư mục chứa tệp SQLite phải có sẵn."
    ),
    "DEBUG": "đặt DEBUG=0 trên máy chủ, DEBUG=1 trên máy của người phát triển.",
    "EMAIL_URL": (
        "ghi smtp://máy-chủ, smtp+tls://tài-khoản:mật-khẩu@máy-chủ:587, smtp+ssl://…:465, "
        "consolemail:// hoặc dummymail://."
    ),
    "HTTPS": "đặt HTTPS=1, hoặc HTTPS=0 trong mạng kín không có chứng thư.",
    "LOCKOUT_FAILURES": "ghi một số từ 3 đến 100, ví dụ 5.",
    "LOCKOUT_MINUTES": "ghi số phút từ 1 đến 1440, ví dụ 15.",
    "LOG_FORMAT": "đặt line hoặc json.",
    "MAP_HOME": "ghi vĩ độ và kinh độ tính bằng độ, ví dụ 10.9804,106.6519.",
    "MAP_OVERLAY": "ghi một tệp GeoJSON có thật và hợp lệ, xem docs/map-overlay.md.",
    "MEDIA_ROOT": "ghi một thư mục riêng, không nằm trong thư mục tệp tĩnh.",
    "METRICS_DIR": "ghi một thư mục mà tài khoản chạy dịch vụ ghi được.",
    "MONITOR_TOKEN": f"ghi ít nhất 20 chữ cái, chữ số; tạo bằng {RANDOM}.",
    "RATE_LIMITS": (
        "ghi off, hoặc các giới hạn như search=600/m downloads=off; tên và mức mặc định ghi ở "
        "docs/settings.md."
    ),
    "REPLICA_URL": (
        "ghi postgres://tài-khoản:mật-khẩu@máy-chủ:5432/tên của bản sao chỉ đọc; DATABASE_URL cũng "
        "phải là PostgreSQL."
    ),
    "SECRET_KEY": (
        f"ghi ít nhất 50 ký tự ngẫu nhiên, không dùng khóa của bản phát triển; tạo bằng {RANDOM}."
    ),
    "SESSION_HOURS": "ghi số giờ từ 1 đến 24, ví dụ 10.",
    "STATIC_ROOT": "ghi một thư mục cho tệp tĩnh mà collectstatic ghi vào.",
    "TRUSTED_PROXIES": (
        "ghi địa chỉ hoặc dải mạng của máy chủ proxy, cách nhau bằng dấu phẩy, ví dụ "
        "10.0.0.5,10.1.0.0/16; unix nếu proxy kết nối qua tệp socket."
    ),
}


def in_vietnamese(sentence: str) -> str:
    """What the doctor says of a sentence that stopped the start; it begins with the variable."""
    name = sentence.partition(" ")[0]
    mend = MENDING.get(name, "xem docs/settings.md.")
    return (
        f"LỖI [settings.{name}] Biến môi trường {name} có giá trị không dùng được nên chương "
        f"trình không khởi động.\n    Cách khắc phục: {mend}"
    )
