"""The script that builds and tries the container image; building it takes root and minutes."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run_without_tools(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `.ci/image` where no command can be found."""
    bash = shutil.which("bash")
    assert bash is not None
    return subprocess.run(
        [bash, str(ROOT / ".ci" / "image")],
        env={"PATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_image_script_names_every_tool_that_is_missing(tmp_path: Path) -> None:
    result = run_without_tools(tmp_path)
    assert result.returncode == 1
    assert "needs curl make podman runc mmdebstrap" in result.stderr


def test_the_image_script_needs_no_mmdebstrap_with_a_base_of_the_users_own(tmp_path: Path) -> None:
    result = run_without_tools(tmp_path, BASE_IMAGE="docker.io/library/python:3.13-slim")
    assert "podman runc (" in result.stderr
