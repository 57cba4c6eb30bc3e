"""Snippets as the tutorial of Django REST framework has them, in one file."""

import os

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "snippets.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "drf_spectacular"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="not secret",
    USE_TZ=True,
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "PAGE_SIZE": 20,
    },
    SPECTACULAR_SETTINGS={"TITLE": "Snippets", "VERSION": "1.0.0"},
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import include, path  # noqa: E402
from drf_spectacular.views import SpectacularJSONAPIView  # noqa: E402
from rest_framework import routers, serializers, viewsets  # noqa: E402


class Snippet(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    title = models.CharField(max_length=100, unique=True)
    code = models.TextField(max_length=1000)
    linenos = models.BooleanField(default=False)
    language = models.CharField(choices=[("go", "Go"), ("python", "Python")], default="python", max_length=10)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        app_label = "snippets"
        ordering = ["created", "id"]


class SnippetSerializer(serializers.ModelSerializer):
    class Meta:
        model = Snippet
        fields = ["id", "created", "title", "code", "linenos", "language", "rating"]


class SnippetViewSet(viewsets.ModelViewSet):
    queryset = Snippet.objects.all()
    serializer_class = SnippetSerializer


router = routers.DefaultRouter()
router.include_root_view = False
router.register("snippets", SnippetViewSet)
urlpatterns = [
    path("", include(router.urls)),
    path("schema", SpectacularJSONAPIView.as_view(), name="schema"),
]

application = get_wsgi_application()

if __name__ == "__main__":
    import waitress

    with connection.schema_editor() as editor:
        editor.create_model(Snippet)
    waitress.serve(application, host="127.0.0.1", port=int(os.environ["PORT"]))
