"""receiver.py FOLDER - somebody else's HTTP interface, as an office meets it.

Listens on a port of the system's choice, told in FOLDER/port. What it answers stands in FOLDER/mode,
read at each request: "200", "503" ... that status; "json TEXT": 200 with that body; "hang": nothing, ever;
"drop": the connection is closed without an answer; "redirect URL"; "huge": megabytes. Each request
is a line of JSON in FOLDER/received, written before it is answered.
"""
import base64, hashlib, hmac, http.server, json, os, sys, threading, time

folder = sys.argv[1]
secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key, at = self.headers.get("webhook-id"), self.headers.get("webhook-timestamp")
        signed = f"{key}.{at}.".encode() + body
        mac = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        line = {
            "path": self.path,
            "method": self.command,
            "id": key or self.headers.get("Idempotency-Key"),
            "is_signed": self.headers.get("webhook-signature") == "v1," + mac,
            "is_fresh": at is not None and abs(int(at) - time.time()) < 120,
            "headers": {k.lower(): v for k, v in self.headers.items()},
            "body": body.decode(),
        }
        with lock, open(os.path.join(folder, "received"), "a") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.answer(open(os.path.join(folder, "mode")).read().strip())

    do_GET = do_PUT = do_POST

    def answer(self, mode):
        word, _, rest = mode.partition(" ")
        if word == "hang":
            time.sleep(3600)
        if word in ("hang", "drop"):
            self.close_connection = True
            return
        status = {"redirect": 302, "json": 200, "huge": 200}.get(word) or int(word)
        text = {"json": rest.encode(), "huge": b"x" * 4000000}.get(word, b"")
        self.send_response(status)
        if word == "redirect":
            self.send_header("Location", rest)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        try:
            self.wfile.write(text)
        except OSError:
            pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
with open(os.path.join(folder, "port.new"), "w") as out:
    out.write(str(server.server_address[1]))
os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
server.serve_forever()
