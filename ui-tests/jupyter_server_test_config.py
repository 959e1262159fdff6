"""The servers of the browser tests: JupyterLab, alone and with others, and Notebook 7.

It has no password: never use this configuration for anything else.
"""

import os
from tempfile import mkdtemp

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821

c.ServerApp.ip = "127.0.0.1"  # noqa: F821
c.ServerApp.port = int(os.environ["UI_TESTS_PORT"])  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
c.JupyterNotebookApp.expose_app_in_browser = True  # noqa: F821
# A person's own settings must not decide over the tests.
c.LabApp.user_settings_dir = mkdtemp(prefix="ui-tests-settings-")  # noqa: F821
c.ServerApp.log_level = "ERROR"  # noqa: F821
# Nor must what one run has shared reach the next.
c.BaseFileIdManager.db_path = os.path.join(c.LabApp.user_settings_dir, "ids.db")  # noqa: F821
c.SQLiteYStore.db_path = os.path.join(c.LabApp.user_settings_dir, "updates.db")  # noqa: F821
c.JupyterNotebookApp.user_settings_dir = c.LabApp.user_settings_dir  # noqa: F821
