"""What gunicorn serves: ``gunicorn foreign_affairs.wsgi``."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from foreign_affairs.operation.room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "foreign_affairs.settings")

application = with_room(get_wsgi_application())

# What a worker has loaded stays. Looked through with the rest for what can be thrown away, it would
# stop one page in thirty for a tenth of a second.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
