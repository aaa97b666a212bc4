"""Routes of which one forgot to say who may open it."""

from django.urls import path
from tests.web.routes_for_tests import undeclared
from tests.web.routes_for_tests import urlpatterns as others

urlpatterns = [*others, path("test/undeclared/<int:pk>/", undeclared)]
