"""What the feeds do on their own."""

from datetime import timedelta

from weibao.feeds.uploading import remove_abandoned
from weibao.jobs.schedule import scheduled


@scheduled("feeds.abandoned", every=timedelta(hours=1))
def remove_abandoned_files() -> str:
    """Uploaded files that no job will take in any more are removed."""
    return f"清除了 {remove_abandoned()} 个遗留的上传文件。"
