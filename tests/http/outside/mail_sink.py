"""mail_sink.py FOLDER - a mail server that keeps what it is given.

Listens on a port of the system's choice, told in FOLDER/port. Each mail is a file FOLDER/N.eml with
its envelope in front. With FOLDER/mode "busy" it answers 451, with "refuse" 550.
"""
import asyncio, os, sys
from aiosmtpd.smtp import SMTP

folder = sys.argv[1]
count = 0


class Handler:
    async def handle_DATA(self, server, session, envelope):
        global count
        mode = open(os.path.join(folder, "mode")).read().strip()
        if mode == "busy":
            return "451 come back later"
        if mode == "refuse":
            return "550 nobody of that name"
        count += 1
        with open(os.path.join(folder, f"{count}.new"), "wb") as out:
            out.write(f"X-From: {envelope.mail_from}\nX-To: {envelope.rcpt_tos}\n".encode())
            out.write(envelope.content)
        os.rename(os.path.join(folder, f"{count}.new"), os.path.join(folder, f"{count}.eml"))
        return "250 OK"


async def main():
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), enable_SMTPUTF8=False), "127.0.0.1", 0)
    with open(os.path.join(folder, "port.new"), "w") as out:
        out.write(str(server.sockets[0].getsockname()[1]))
    os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
    await server.serve_forever()


asyncio.run(main())
