"""The JupyterHub of the browser tests, at ports of 127.0.0.1 only.

Everybody with the password of this run gets a server of their own, which runs as who runs the
tests: never use this configuration for anything else.
"""

import os

folder = os.environ["UI_TESTS_FOLDER"]
public, hub, proxy = os.environ["UI_TESTS_PORTS_OF_HUB"].split(",")

c = get_config()  # noqa: F821
c.JupyterHub.bind_url = f"http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{hub}"
c.JupyterHub.db_url = f"sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{folder}/cookie_secret"
c.JupyterHub.log_level = "WARN"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["UI_TESTS_PASSWORD"]
c.SharedPasswordAuthenticator.allow_all = True
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy}"
c.ConfigurableHTTPProxy.command = ["node", os.environ["UI_TESTS_PROXY"]]
c.ConfigurableHTTPProxy.pid_file = f"{folder}/proxy.pid"

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{folder}/{{username}}"
c.Spawner.args = ["--allow-root", "--LabApp.expose_app_in_browser=True"]
c.Spawner.environment = {
    name: os.environ[name] for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTERLAB_DIR")
}
