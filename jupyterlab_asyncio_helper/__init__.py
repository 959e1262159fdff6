"""asyncio help under the failing cell: a prebuilt JupyterLab extension."""

try:
    from ._version import __version__
except ImportError:
    # The package is used from its source tree, where nothing wrote a version.
    __version__ = "dev"


def _jupyter_labextension_paths():
    """Tell JupyterLab where the prebuilt extension lies and what it is called."""
    return [{"src": "labextension", "dest": "jupyterlab-asyncio-helper"}]
