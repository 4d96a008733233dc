"""Files that wait for their import lie in another folder after a restore."""

from datetime import datetime
from pathlib import Path

from weibao.feeds.uploading import upload_folder
from weibao.jobs.models import Job, State
from weibao.keeping.after_restore import after_restore


@after_restore("feeds.waiting")
def find_waiting_files(made_at: datetime) -> str:
    """Let the waiting imports look for their files where these were put."""
    moved = 0
    for job in Job.objects.filter(kind="feeds.import", state=State.WAITING):
        path = str(upload_folder() / Path(job.arguments["path"]).name)
        if path != job.arguments["path"]:
            job.arguments = job.arguments | {"path": path}
            job.save(update_fields=["arguments"])
            moved += 1
    return f"{moved} 个待导入的文件改到了新目录。" if moved else ""
