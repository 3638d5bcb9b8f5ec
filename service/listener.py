"""Where requests come from: a socket that is opened before any work, and ends without a reset."""

import ctypes
import socket
import struct
from contextlib import suppress
from typing import Final

from service.settings import Settings

BACKLOG: Final = 1_024
# SO_ATTACH_FILTER of Linux, which the socket module does not name.
ATTACH_FILTER: Final = 26
# A program of the kernel's packet filter; each step is (operation, if true, if false, operand).
# What it sees of a packet begins with the TCP header, whose flags are in byte 13.
REFUSE_SYN: Final = (
    (0x30, 0, 0, 13),  # Load the flags,
    (0x54, 0, 0, 0x12),  # keep SYN and ACK of them:
    (0x15, 0, 1, 0x02),  # is it SYN alone, with which a client begins to connect?
    (0x06, 0, 0, 0),  # Then nobody has seen the packet;
    (0x06, 0, 0, 0xFFFF_FFFF),  # otherwise it goes its way.
)


class ListenError(Exception):
    """An address on which this process cannot listen."""

    def __init__(self, settings: Settings, cause: OSError) -> None:
        """Name the address and why."""
        reason = cause.strerror or str(cause)
        super().__init__(
            f"cannot listen on {settings.host} port {settings.port}: {reason}; "
            "TRIALWISE_HOST and TRIALWISE_PORT name another address"
        )


def listen(settings: Settings) -> socket.socket:
    """Return a socket on the address of the settings, so that an error comes before any work.

    Raises:
        ListenError: The address is taken, unknown or not allowed.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise ListenError(settings, error) from error
    listener.set_inheritable(True)
    return listener


def refuse_newcomers(listener: socket.socket) -> None:
    """Let nobody begin to connect any more; those who have begun are not disturbed.

    A listener that is closed resets those whose connection nobody has taken yet, and there is no
    moment without any. The kernel shall therefore not see the first packet of new ones: their
    clients send it again after a second, and find the listener closed. Where there is no such
    filter, a few may be reset.
    """
    program = b"".join(struct.pack("HBBI", *step) for step in REFUSE_SYN)
    steps = ctypes.create_string_buffer(program)
    described = struct.pack("HP", len(REFUSE_SYN), ctypes.addressof(steps))
    with suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, ATTACH_FILTER, described)
