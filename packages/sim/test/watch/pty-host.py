"""Runs a program in a pseudo-terminal: python3 pty-host.py COLUMNS ROWS PROGRAM ARGUMENT...

Commands come by standard input, one JSON object a line: {"keys": "q"}, {"size": [columns, rows]},
{"signal": 15}. What the program writes to its terminal goes to standard output. At the end, standard
error says in JSON how it ended, and whether the terminal's settings are those of before.
"""

import fcntl
import json
import os
import select
import signal
import struct
import sys
import termios


def resize(fd, columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def start(master, slave, program):
    """Returns the process when it is the program, which has the terminal."""
    ready, begun = os.pipe()  # closed by the exec
    pid = os.fork()
    if pid == 0:
        os.close(master)
        os.close(ready)
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.execvp(program[0], program)
    os.close(begun)
    os.read(ready, 1)
    return pid


def forward(master):
    """Passes on what there is to read."""
    while select.select([master], [], [], 0)[0]:
        try:
            data = os.read(master, 65536)
        except OSError:
            return
        if not data:
            return
        os.write(1, data)


def obey(line, pid, master, slave):
    order = json.loads(line)
    if "keys" in order:
        os.write(master, order["keys"].encode())
    if "size" in order:
        resize(slave, *order["size"])
    if "signal" in order:
        os.kill(pid, order["signal"])


def main():
    columns, rows, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    master, slave = os.openpty()
    resize(slave, columns, rows)
    before = termios.tcgetattr(slave)
    pid = start(master, slave, program)
    pending = b""
    inputs = [master, 0]
    while True:
        readable = select.select(inputs, [], [], 0.02)[0]
        if master in readable:
            forward(master)
        if 0 in readable:
            data = os.read(0, 65536)
            if not data:
                inputs.remove(0)
            *lines, pending = (pending + data).split(b"\n")
            for line in lines:
                obey(line, pid, master, slave)
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended == pid:
            break
    forward(master)
    died = os.WIFSIGNALED(status)
    report = {
        "code": None if died else os.WEXITSTATUS(status),
        "signal": signal.Signals(os.WTERMSIG(status)).name if died else None,
        "restored": termios.tcgetattr(slave) == before,
    }
    sys.stderr.write(json.dumps(report))


main()
