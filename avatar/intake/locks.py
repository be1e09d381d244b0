"""Lock the doors of a process: what it may use, read, write and reach. Nothing here can be undone.

Several locks of the kernel are tried, since containers and older kernels forbid one or the other: a network
namespace of its own, Landlock (files, TCP) and seccomp (sockets, programs). The audit hook comes on top,
and is all there is on macOS: it stops Python code, not machine code.

Sources: unshare(2), landlock(7), seccomp(2), prctl(2), getrlimit(2); the numbers are those of <linux/*.h>.
"""

import contextlib
import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SIGKILL = 9
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
PROCESSES = 128  # threads count too, and libraries start one for each core

SYSTEM_FOLDERS = ("/usr", "/lib", "/lib32", "/lib64", "/System", "/Library", "/opt/homebrew", "/nix/store")
SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/null",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FORBIDDEN = (  # audit events, by the start of their names
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.startfile",
    "os.kill",
    "os.link",
    "os.symlink",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "shutil.",
    "tempfile.",
    "webbrowser.",
    "urllib.",
)


def lock(bounds: dict[str, float], reads: Sequence[str]) -> None:
    """Lock all doors of this process; call it before any library starts a thread.

    ``bounds`` are the fields of avatar.intake.limits.Bounds; ``reads`` the folders that stay readable
    besides those of Python and of the system.
    """
    python = (os.path.dirname(os.__file__), sys.base_prefix)  # noqa: PTH120 - pathlib takes longer than all this
    folders = tuple(path for path in (*reads, *python, *SYSTEM_FOLDERS) if os.path.exists(path))  # noqa: PTH110
    _limit(bounds)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _leave_network(libc)
        _landlock(libc, folders)
        _seccomp(libc)
    sys.addaudithook(_Guard((*folders, *SYSTEM_FILES)))


def die_with(parent: int) -> None:
    """End this process when its parent ends, or now if it already did.

    To be called after `lock`: moving to another namespace undoes it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _limit(bounds: dict[str, float]) -> None:
    cpu_s = int(bounds["cpu_s"])
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_CPU, cpu_s, cpu_s + 1)  # SIGXCPU first, then SIGKILL
    _set(resource.RLIMIT_FSIZE, int(bounds["answer_bytes"]))
    _set(resource.RLIMIT_NOFILE, int(bounds["open_files"]))
    _set(resource.RLIMIT_AS, int(bounds["memory_bytes"]))


def _set(limit: int, soft: int, hard: int | None = None) -> None:
    """Set a limit, never above the one that was set from outside."""
    outer = resource.getrlimit(limit)[1]
    top = soft if hard is None else hard
    if outer != resource.RLIM_INFINITY:
        soft, top = min(soft, outer), min(top, outer)
    with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
        resource.setrlimit(limit, (soft, top))


def _leave_network(libc: ctypes.CDLL) -> None:
    """Move to a network that has no devices. Only a namespace of users may be made by everybody."""
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0:
        # Processes are counted by user, and in this namespace the user has no others.
        _set(resource.RLIMIT_NPROC, PROCESSES)


# Landlock

RULESET, ADD_RULE, RESTRICT = 444, 445, 446  # the same on every architecture
VERSION = 1
PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
TCP = 0b11  # bind, connect
SCOPES = 0b11  # abstract sockets, signals
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # how many rights over files each version knows; 16 from version 5 on


def _landlock(libc: ctypes.CDLL, folders: Sequence[str]) -> None:
    """Forbid all files but those to be read, and TCP."""
    version = libc.syscall(RULESET, None, ctypes.c_size_t(0), VERSION)
    if version < 1:
        return
    files = (1 << RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("=QQQ", files, TCP, SCOPES)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = libc.syscall(RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if rules < 0:
        return
    for path in (*folders, *SYSTEM_FILES):
        _allow_reading(libc, rules, path)
    libc.syscall(RESTRICT, rules, 0)
    os.close(rules)


def _allow_reading(libc: ctypes.CDLL, rules: int, path: str) -> None:
    with contextlib.suppress(OSError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rights = READ_FILE | READ_DIR if os.path.isdir(path) else READ_FILE  # noqa: PTH112
        libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
        os.close(place)


# seccomp

MODE_FILTER = 2
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # BPF: ld abs, jeq, jge, ret
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
X32 = 0x40000000  # system calls of x86-64 by another number
# By machine its number, then: socket, connect, execve, execveat, ptrace, kill, process_vm_readv, bpf,
# io_uring_setup.
CALLS = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 62, 310, 321, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117, 129, 270, 280, 425)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def _seccomp(libc: ctypes.CDLL) -> None:
    """Forbid the system calls that reach others: sockets, programs, other processes."""
    if platform.machine() not in CALLS:
        return
    architecture, calls = CALLS[platform.machine()]
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    checks = [(AT_LEAST, X32), *((EQUAL, call) for call in calls)]
    steps += [(test, len(checks) - at, 0, number) for at, (test, number) in enumerate(checks)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(_Program(len(steps), code)), 0, 0)


# The audit hook


class _Guard:
    """Refuses what a decoder has no need of, where Python is asked to do it."""

    def __init__(self, readable: Sequence[str]) -> None:
        self._readable = tuple(readable)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            self._open(*arguments[:3])
        elif event.startswith(FORBIDDEN):
            raise PermissionError(errno.EPERM, event)

    def _open(self, path: object, _mode: object = None, flags: object = 0) -> None:
        if isinstance(path, int):
            return
        place = os.path.abspath(os.fsdecode(path))  # type: ignore[arg-type]  # noqa: PTH100 - whatever open takes
        inside = any(place == root or place.startswith(root + "/") for root in self._readable)
        if not inside or (isinstance(flags, int) and flags & WRITES):
            raise PermissionError(errno.EPERM, place)
