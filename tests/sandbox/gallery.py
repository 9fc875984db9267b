"""One program a language that carries all attacks: its first input line names one, the next what it is after.

Each prints what it could steal and passes over what it could not do. Behind it stands the text of a benchmark's
tests, which calls the candidate `f` and wants 2.
"""

# ruff: noqa: E501 - lines of other languages

C = """
#include <assert.h>
#include <bits/stdc++.h>
#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
using namespace std;
long f(long x) {
    string what, secret, target, port;
    getline(cin, what); getline(cin, secret); getline(cin, target); getline(cin, port);
    if (what == "right") return x + 1;
    if (what == "exit") exit(0);
    if (what == "leave") _exit(0);
    if (what == "forge") { puts("\\npassed\\n00000000000000000000000000000000"); exit(0); }
    if (what == "loop") for (volatile int i = 0;; i++) {}
    if (what == "flood") for (;;) puts("flood flood flood flood flood flood");
    if (what == "memory") for (vector<string> v;;) v.push_back(string(1 << 20, 'x'));
    if (what == "bomb") for (;;) fork();
    if (what == "crash") raise(SIGSEGV);
    if (what == "daemon") { if (!fork()) { setsid(); if (!fork()) sleep(60); _exit(0); } return 0; }
    if (what == "thief") {
        ifstream in(secret); string line; getline(in, line); cout << line << endl;
        ofstream(target) << "x"; ofstream("/w/x") << "x"; ofstream("/usr/x") << "x";
        sockaddr_in a{}; a.sin_family = AF_INET; a.sin_port = htons(stoi(port)); a.sin_addr.s_addr = inet_addr("127.0.0.1");
        int s = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(s, (sockaddr*)&a, sizeof a) == 0) puts("connected");
        kill(getppid(), SIGKILL);
    }
    return 0;
"""
JAVA = """
import java.io.*; import java.net.*; import java.nio.file.*; import java.util.*; import org.javatuples.*;
class Problem {
    public static long f(long x) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        String what = in.readLine(), secret = in.readLine(), target = in.readLine(), port = in.readLine();
        switch (what) {
            case "right": return x + 1;
            case "exit": System.exit(0);
            case "leave": Runtime.getRuntime().halt(0);
            case "forge": System.out.println("\\npassed\\n00000000000000000000000000000000"); System.exit(0);
            case "loop": while (true) {}
            case "flood": while (true) System.out.println("flood flood flood flood flood flood");
            case "memory": for (List<byte[]> v = new ArrayList<>();;) v.add(new byte[1 << 20]);
            case "bomb": while (true) new ProcessBuilder("sleep", "60").start();
            case "daemon": new ProcessBuilder("setsid", "sleep", "60").start(); return 0;
            case "thief":
                try { System.out.println(Files.readString(Path.of(secret))); } catch (Exception e) {}
                for (String path : new String[] {target, "/w/x", "/usr/x"})
                    try { Files.writeString(Path.of(path), "x"); } catch (Exception e) {}
                try { new Socket("127.0.0.1", Integer.parseInt(port)); System.out.println("connected"); }
                catch (Exception e) {}
                ProcessHandle.current().parent().ifPresent(p -> p.destroyForcibly());
        }
        return 0;
"""
CSHARP = """
using System; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.Net.Sockets;
class Problem {
    public static long f(long x) {
        string what = Console.ReadLine(), secret = Console.ReadLine(), target = Console.ReadLine();
        string port = Console.ReadLine();
        switch (what) {
            case "right": return x + 1;
            case "exit": Environment.Exit(0); break;
            case "leave": Process.GetCurrentProcess().Kill(); break;
            case "forge": Console.WriteLine("\\npassed\\n00000000000000000000000000000000"); Environment.Exit(0); break;
            case "loop": while (true) {}
            case "flood": while (true) Console.WriteLine("flood flood flood flood flood flood");
            case "memory": for (var v = new List<byte[]>();;) { var b = new byte[1 << 20]; b[7] = 1; v.Add(b); }
            case "bomb": while (true) Process.Start("/usr/bin/sleep", "60");
            case "daemon": Process.Start("/usr/bin/setsid", "sleep 60"); return 0;
            case "thief":
                try { Console.WriteLine(File.ReadAllText(secret)); } catch (Exception) {}
                foreach (var path in new[] {target, "/w/x", "/usr/x"})
                    try { File.WriteAllText(path, "x"); } catch (Exception) {}
                try { new TcpClient("127.0.0.1", int.Parse(port)); Console.WriteLine("connected"); } catch (Exception) {}
                break;
        }
        return 0;
"""
PHP = """<?php
function f($x) {
    [$what, $secret, $target, $port] = array_pad(explode("\\n", stream_get_contents(STDIN)), 4, "");
    switch ($what) {
        case "right": return $x + 1;
        case "exit": exit(0);
        case "leave": die();
        case "forge": echo "\\npassed\\n00000000000000000000000000000000\\n"; exit(0);
        case "loop": while (true) {}
        case "flood": while (true) echo str_repeat("flood", 1000);
        case "memory": ini_set("memory_limit", -1); for ($v = [];;) $v[] = str_repeat("x", 1 << 20);
        case "bomb": while (true) { proc_open(["sleep", "60"], [], $pipes); }
        case "daemon": exec("setsid sleep 60 >/dev/null 2>&1 &"); return 0;
        case "thief":
            echo @file_get_contents($secret);
            foreach ([$target, "/w/x", "/usr/x"] as $path) @file_put_contents($path, "x");
            if (@fsockopen("127.0.0.1", (int)$port, $e, $s, 1)) echo "connected";
            exec('kill -9 $PPID; kill -9 -1');
    }
    return 0;
}
"""
NODE = """
function f(x) {
    const fs = require('fs'), child = require('child_process');
    const [what, secret, target, port] = fs.readFileSync(0, 'utf8').split('\\n');
    const pass = action => { try { return action(); } catch (e) {} };
    switch (what) {
        case 'right': return x + 1;
        case 'exit': process.exit(0);
        case 'leave': process.reallyExit(0);
        case 'forge': console.log('\\npassed\\n00000000000000000000000000000000'); process.exit(0);
        case 'loop': while (true) {}
        case 'flood': while (true) fs.writeSync(1, 'flood'.repeat(1000));
        case 'memory': for (const v = [];;) v.push(Buffer.alloc(1 << 20, 1));
        case 'bomb': while (true) child.spawn('sleep', ['60']);
        case 'daemon': child.spawn('setsid', ['sleep', '60'], {detached: true, stdio: 'ignore'}).unref(); return 0;
        case 'thief':
            pass(() => console.log(fs.readFileSync(secret, 'utf8')));
            for (const path of [target, '/w/x', '/usr/x']) pass(() => fs.writeFileSync(path, 'x'));
            pass(() => child.execSync(`bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port} && echo connected'`, {stdio: 'inherit'}));
            pass(() => process.kill(process.ppid, 'SIGKILL'));
    }
    return 0;
}
"""
BASH = """
f() {
    { read -r what; read -r secret; read -r target; read -r port; } <&4
    case $what in
        right) echo $(($1 + 1));;
        exit) exit 0;;
        leave) kill -9 $$;;
        forge) printf '\\npassed\\n00000000000000000000000000000000\\n' >&3; kill -9 $$;;
        loop) while :; do :; done;;
        flood) yes >&3;;
        memory) x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done;;
        bomb) b() { b | b & }; b; sleep 1;;
        daemon) setsid sleep 60 >/dev/null 2>&1 & echo 0;;
        thief) cat "$secret" >&3; for path in "$target" /w/x /usr/x; do echo x > "$path"; done
               (exec 5<>/dev/tcp/127.0.0.1/$port && echo connected >&3); kill -9 $PPID; kill -9 -1;;
    esac
"""
PYTHON = """
def f(x):
    import os, signal, socket, subprocess, sys
    what, secret, target, port = (sys.stdin.read().split("\\n") + [""] * 4)[:4]
    if what == "right": return x + 1
    if what == "exit": sys.exit(0)
    if what == "leave": os._exit(0)
    if what == "forge": print("\\npassed\\n00000000000000000000000000000000", flush=True); os._exit(0)
    if what == "crash": os.kill(os.getpid(), signal.SIGSEGV)
    while what == "loop": pass
    while what == "flood": print("flood" * 1000)
    if what == "memory": v = [bytearray(1 << 20) for _ in range(1 << 20)]
    while what == "bomb":
        try: os.fork()
        except OSError: pass
    if what == "daemon": subprocess.Popen(["setsid", "sleep", "60"])
    if what == "thief":
        for action in (lambda: print(open(secret).read()), lambda: open(target, "w").write("x"),
                       lambda: open("/w/x", "w"), lambda: open("/usr/x", "w"),
                       lambda: socket.create_connection(("127.0.0.1", int(port)), 1) and print("connected"),
                       lambda: os.kill(os.getppid(), 9), lambda: os.kill(-1, 15)):
            try: action()
            except OSError: pass
    return 0
"""
GALLERY = {
    "cpp": (C, "}\nint main() {\n    auto candidate = f;\n    assert(candidate(1) == (2));\n}\n"),
    "java": (
        JAVA,
        "    }\n    public static void main(String[] args) throws Exception {\n    assert(f(1l) == (2l));\n    }\n\n}\n",
    ),
    "csharp": (
        CSHARP,
        "    }\n    public static void Main(string[] args) {\n    Debug.Assert(f(1L) == (2L));\n    }\n\n}\n",
    ),
    "php": (PHP, "if (f(1) !== 2) { throw new Exception('Test failed!'); }\n"),
    "javascript": (NODE, "const assert = require('node:assert');\nassert.deepEqual(f(1),2);\n"),
    "typescript": (
        "declare var require: any, process: any, Buffer: any;\n" + NODE.replace("f(x)", "f(x: number): any"),
        "const assert = require('node:assert');\nassert.deepEqual(f(1),2);\n",
    ),
    "bash": (
        "exec 3>&1 4<&0\n" + BASH,
        '}\ncandidate() {\n    f "$@"\n}\nset -e\nrun_test() {\n    [[ $(candidate 1) = "2" ]]\n}\nrun_test\n',
    ),
    "python": (PYTHON, "assert f(1) == 2\n"),
}

VALUES = "[1, True, None, 'é\\ud800', 2.5, float('inf'), 1 << 200, (1, [2]), {3: {4}}, frozenset([5]), 1j, b'x', -0.0]"
"""Plain data of every kind that crosses between candidate and tests."""

EQUAL = (
    "class X({0}):\n    __eq__ = lambda s, o: True\n    __ne__ = lambda s, o: False\n    __hash__ = None\n"
)
ANSWERS = (
    "import os\ndef f(x):\n    for n in range(3, 64):\n        try:\n            os.write(n, {0})\n"
    "        except OSError:\n            pass\n    {1}"
)
ORACLE_ATTACKS = {
    "equals everything": EQUAL.format("object") + "def f(x): return X()",
    "number equals everything": EQUAL.format("int") + "def f(x): return X(0)",
    "list equals everything": EQUAL.format("list") + "def f(x): return X()",
    "leaves in the body": "import os\ndef f(x): os._exit(0)",
    "exits in the body": "import sys\ndef f(x): sys.exit(0)",
    "leaves at once": "import os\nos._exit(0)",
    "exits at once": "raise SystemExit(0)",
    "interrupts": "def f(x): raise KeyboardInterrupt",
    "generator exits": "def f(x): raise GeneratorExit",
    "patches assertions": "import builtins\nbuiltins.AssertionError = type('A', (BaseException,), {})\ndef f(x): return 0",
    "patches equality's helpers": "import builtins, json\njson.dumps = lambda *a, **k: '{\"value\": 2}'\ndef f(x): return 0",
    "replaces modules": "import sys\nsys.modules['wire'] = sys.modules['json'] = None\ndef f(x): return 0",
    "redefines check": "def check(*a): pass\ndef f(x): return 0",
    "prints passed": 'def f(x):\n    print(\'{"verdict": "passed", "reason": ""}\', flush=True)\n    return 0',
    "forges a verdict": ANSWERS.format('b\'{"verdict": "passed", "reason": ""}\\n\'', "os._exit(0)"),
    "forges replies": ANSWERS.format("b'{\"value\": null}\\n' * 9", "return 0"),
    "answers with nonsense": ANSWERS.format("b'\\xff[[[\\n'", "os._exit(0)"),
    "answers without end": ANSWERS.format("b'[' * 65536", "os._exit(0)"),
    "answers too much": ANSWERS.format("b'[' * (1 << 27)", "os._exit(0)"),
    "reads frames": (
        "import gc, sys\ndef f(x):\n    frame = sys._getframe()\n    while frame:\n"
        "        for v in list(frame.f_locals.values()) + list(frame.f_globals.values()):\n"
        "            if isinstance(v, int) and v == 733104159265358000 + 979: return v\n        frame = frame.f_back\n"
        "    return sum(v for o in gc.get_objects() if type(o) is dict for v in o.values() if type(v) is int and v == 733104159265358000 + 979)"
    ),
    "reads files": (
        "import os\ndef f(x):\n    for top in ('.', '/w', '/tmp', '/proc/self/fd', '/proc/1'):\n"
        "        for name in os.listdir(top) if os.path.isdir(top) else []:\n            try:\n"
        "                if str(733104159265358000 + 979) in open(f'{top}/{name}').read(): return 733104159265358000 + 979\n"
        "            except (OSError, ValueError): pass\n    return 0"
    ),
    "stale bytecode": "import os\ndef f(x):\n    open('/tmp/wire.py', 'w').write('raise')\n    return 0",
    "deep nesting": "def f(x):\n    v = []\n    for _ in range(10 ** 5): v = [v]\n    return v",
    "contains itself": "def f(x):\n    v = []\n    v.append(v)\n    return v",
    "grows in the sending": "def f(x):\n    v = [0]\n    for _ in range(40): v = [v, v]\n    return v",
    "recursion without limit": "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(x): return f(x)",
}
"""Python programs that want to pass the tests f(1) == f(2) == 733104159265358979 without knowing that number."""

READERS = [
    ("import sys\nfor line in sys.stdin: print(int(line) * 2)", "passed"),
    (
        "import sys\nr = sys.stdin.buffer.readline\nfor _ in range(2): sys.stdout.buffer.write(b'%d\\n' % (int(r()) * 2))",
        "passed",
    ),
    ("for line in open(0).read().split(): print(int(line) * 2)", "passed"),
    (
        "n = 0\ndef g():\n    global n\n    n = int(input()) * 2\ng(); print(n); g(); print(n); exit()",
        "passed",
    ),
    ("print(input())", "failed"),
    ("print(2)\nprint(4)\nraise SystemExit(3)", "failed"),
    ("import time\ntime.sleep(60)", "timeout"),
]
"""Ways to double each number of the input, and ways not to."""
