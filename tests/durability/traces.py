"""Read what strace saw: was a commit on the disk before its answer left?"""

import re

TRACED = "fsync,fdatasync,pwrite64,write,sendto"
WRITES, SYNCS = {"pwrite64", "write"}, {"fsync", "fdatasync"}
CALL = re.compile(r'(?P<thread>\d+) +(?P<name>\w+)\(\d+<(?P<file>.*?)>(?:, "(?P<text>[^"]*))?')
BACK = re.compile(r"(?P<thread>\d+) +<\.\.\. (?:fsync|fdatasync) resumed>")


def forced_before_answer(lines, log, status):
    """Say for each answer with this status, in order, whether its commit was on the disk.

    `lines` are strace's (`-f -y`), `log` is how the name of the database's write-ahead log ends.
    On the disk is what was written to it since the answer before, once a sync of it that began
    after the last of these writes has come back without an error.
    """
    said, written, forced, under_way = [], 0, 0, {}
    for what, who in _steps(lines, log):
        match what:
            case "written":
                written += 1
            case "sync began":
                under_way[who] = written
            case "sync done":
                forced = under_way.pop(who, 0)
            case "answered":
                if who.startswith(f"HTTP/1.1 {status}"):
                    said.append(0 < written <= forced)
                written, forced, under_way = 0, 0, {}
    return said


def _steps(lines, log):
    """Give what happened to the log, by which thread, and the beginnings of answers."""
    for line in lines:
        if call := CALL.match(line):
            thread, name, file, text = call.group("thread", "name", "file", "text")
            if name == "sendto" and (text or "").startswith("HTTP/1.1 "):
                yield "answered", text
            elif file.endswith(log) and name in WRITES:
                yield "written", thread
            elif file.endswith(log) and name in SYNCS:
                yield "sync began", thread
        if (call or BACK.match(line)) and line.endswith("= 0"):
            yield "sync done", line.split()[0]
