"""The recipes of deploy/ say what the service understands, and forbid what can be forbidden.

`make check-deploy` holds them to the rules of compose, Kubernetes and nginx.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from service import settings

DEPLOY = Path(__file__).parents[2] / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
DEFAULTS = settings.read({})
URL = "postgresql://user:password@host/database"


def manifests() -> Iterator[dict[str, Any]]:
    """Yield the manifests that are applied."""
    for name in read(KUBERNETES / "kustomization.yaml")["resources"]:
        yield read(KUBERNETES / name)


def read(path: Path) -> dict[str, Any]:
    """Return what a file of YAML says."""
    found = yaml.safe_load(path.read_text())
    assert isinstance(found, dict)
    return found


def pods() -> list[Any]:
    """Return the specifications of pods, by the name of what makes them."""
    return [
        pytest.param(each["spec"]["template"]["spec"], id=each["metadata"]["name"])
        for each in manifests()
        if each["kind"] in ("Deployment", "Job")
    ]


def ours() -> list[Any]:
    """Return the services of compose files that run our image, by file and name."""
    return [
        pytest.param(service, id=f"{path.name}-{name}")
        for path in sorted((DEPLOY / "compose").glob("*.yaml"))
        for name, service in read(path)["services"].items()
        if service["image"] == "trialwise"
    ]


def test_every_manifest_is_applied() -> None:
    applied = {*read(KUBERNETES / "kustomization.yaml")["resources"], "kustomization.yaml"}
    assert applied == {each.name for each in KUBERNETES.iterdir()}


@pytest.mark.parametrize("pod", pods())
class TestPods:
    """What the pod security standard `restricted` demands, which a namespace enforces."""

    def test_they_run_as_somebody_and_share_nothing_with_the_host(self, pod: Any) -> None:
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
        assert all(each.keys() <= {"name", "emptyDir"} for each in pod.get("volumes", []))

    def test_their_containers_may_do_nothing_special(self, pod: Any) -> None:
        for each in pod["containers"]:
            assert each["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"requests", "limits"} <= each["resources"].keys()

    def test_their_settings_are_settings(self, pod: Any) -> None:
        for each in pod["containers"]:
            given = {one["name"]: one["value"] for one in each.get("env", [])}
            settings.read({**given, "TRIALWISE_DATABASE_URL": URL})
            assert list(settings.unknown(given)) == []

    def test_they_have_more_time_to_end_than_they_take(self, pod: Any) -> None:
        if "terminationGracePeriodSeconds" in pod:
            (container,) = pod["containers"]
            hook = container.get("lifecycle", {}).get("preStop", {"sleep": {"seconds": 0}})
            needed = hook["sleep"]["seconds"] + DEFAULTS.graceful_timeout
            assert pod["terminationGracePeriodSeconds"] > needed


@pytest.mark.parametrize("service", ours())
class TestServices:
    def test_they_may_do_nothing_special(self, service: Any) -> None:
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]

    def test_their_settings_are_settings(self, service: Any) -> None:
        given = {**service.get("environment", {})}
        if "TRIALWISE_DATABASE_URL" in given:
            given["TRIALWISE_DATABASE_URL"] = URL
        settings.read(given)
        assert list(settings.unknown(given)) == []

    def test_those_that_stay_have_more_time_to_end_than_they_take(self, service: Any) -> None:
        if "restart" in service:
            seconds = int(service["stop_grace_period"].removesuffix("s"))
            assert seconds > DEFAULTS.graceful_timeout


def test_as_many_replicas_as_there_may_be_find_connections_in_postgresql() -> None:
    found = {each["kind"]: each for each in manifests() if each["metadata"]["name"] == "trialwise"}
    (container,) = found["Deployment"]["spec"]["template"]["spec"]["containers"]
    given = {each["name"]: each["value"] for each in container["env"]}
    # One process for each core, with a connection of its own for the jobs of workers.
    processes = int(container["resources"]["limits"]["cpu"])
    each = processes * (int(given["TRIALWISE_DATABASE_CONNECTIONS"]) + 1)
    workers = 5
    assert found["HorizontalPodAutoscaler"]["spec"]["maxReplicas"] * each + workers < 97


def test_the_proxy_takes_the_bodies_that_the_service_takes() -> None:
    text = (DEPLOY / "compose" / "nginx.conf").read_text()
    size = re.search(r"client_max_body_size (\d+)m;", text)
    assert size is not None
    assert int(size[1]) * 2**20 == DEFAULTS.max_body_bytes
