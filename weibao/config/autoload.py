"""What each app declares in modules of fixed names is loaded with it: nobody has to remember an import."""

import importlib

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule

DECLARATIONS = (
    "policies",
    "handlers",
    "indicators",
    "todos",
    "file_sections",
    "outcomes",
    "following_steps",
    "subjects",
    "sealing",
    "arriving",
    "restored",
)


def autoload(config: AppConfig) -> None:
    """Import the app's policies, job handlers, indicators, to-dos, parts of the child file, outcomes of jobs,
    steps that follow a confirmation, what the auditor's patterns need to know of children, steps after a restore."""
    for name in DECLARATIONS:
        if module_has_submodule(config.module, name):
            importlib.import_module(f"{config.name}.{name}")
