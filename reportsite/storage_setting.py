"""Where files are kept: a folder, or an object store where ``STORAGE_S3_BUCKET`` names one."""

from typing import Any

from . import environment as env


def file_store() -> dict[str, Any]:
    """Django's entry for the default storage."""
    bucket = env.text("STORAGE_S3_BUCKET", "")
    if not bucket:
        return {"BACKEND": "submissions.file_store.WholeFileStorage"}
    options = {
        "bucket_name": bucket,
        "access_key": env.text("STORAGE_S3_ACCESS_KEY"),
        "secret_key": env.text("STORAGE_S3_SECRET_KEY"),
        "endpoint_url": env.text("STORAGE_S3_ENDPOINT", "") or None,
        "region_name": env.text("STORAGE_S3_REGION", "") or None,
        "addressing_style": "path",  # object stores in one's own house seldom have a name for each bucket
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
