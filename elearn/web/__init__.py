"""The web: parse, ask, call one service or query, render or redirect. One blueprint module a feature.

HTML first: every action works without script. A GET never writes.
"""

from __future__ import annotations

from flask import Flask
from whitenoise import WhiteNoise

from elearn.kernel.config import Settings
from elearn.web import (
    cache,
    compare,
    directory,
    errors,
    health,
    home,
    i18n,
    library,
    limits,
    markets,
    media,
    own,
    packs,
    pages,
    phrases,
    render,
    reports,
    search,
    security,
)
from elearn.web.api import v1

__all__ = ["init_app"]


def init_app(app: Flask, settings: Settings) -> None:
    """Attach everything that makes an application a web site: each part plugs itself in."""
    app.url_map.strict_slashes = True
    i18n.init_app(app)  # first, so that even a refusal speaks the reader's language
    security.init_app(app, settings)
    errors.init_app(app)
    cache.init_app(app)
    limits.init_app(app)
    render.init_app(app)
    reports.init_app(app)
    for part in (
        home,
        markets,
        compare,
        reports,
        directory,
        library,
        phrases,
        own,
        packs,
        search,
        pages,
        media,
        health,
    ):
        app.register_blueprint(part.blueprint)
    v1.init_app(app)
    _serve_built_files(app, settings)
    cache.put_shelf_in_front(app)


def _serve_built_files(app: Flask, settings: Settings) -> None:
    """Serve the built front end, compressed ahead, cached for ever by name. Raises AssetsMissing at once."""
    render.manifest()

    def add_headers(headers: object, path: str, url: str) -> None:
        for name, value in security.headers(settings).items():
            headers[name] = value  # type: ignore[index]

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(render.DIST),
        prefix="static/",
        max_age=media.YEAR_SECONDS,
        immutable_file_test=lambda path, url: True,
        add_headers_function=add_headers,
    )
