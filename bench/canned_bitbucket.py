"""A Bitbucket that knows two calls and answers them from memory, after a delay: for measuring who asks, not who answers."""

import asyncio
import json
import sys

COMMIT = "%040x"


class Canned:
    def __init__(self, repositories, delay):
        self.delay = delay
        page = [{"id": n, "slug": f"r{n}", "project": {"key": "PLAT"}, "archived": False}
                for n in range(1, repositories + 1)]
        self.list = self.answer({"size": len(page), "limit": 1000, "isLastPage": True, "values": page, "start": 0})
        self.branches = {f"r{n}": self.answer(self.page_of(n)) for n in range(1, repositories + 1)}

    @staticmethod
    def page_of(number):
        values = [{"id": "refs/heads/main", "displayId": "main", "type": "BRANCH", "isDefault": True,
                   "latestCommit": COMMIT % number, "latestChangeset": COMMIT % number}]
        return {"size": 1, "limit": 1000, "isLastPage": True, "values": values, "start": 0}

    @staticmethod
    def answer(body):
        data = json.dumps(body).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\nContent-Length: {len(data)}\r\n\r\n"
        return head.encode() + data

    async def serve(self, reader, writer):
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                path = request.split(b" ", 2)[1].decode()
                if self.delay:
                    await asyncio.sleep(self.delay)
                parts = path.split("?")[0].split("/")
                writer.write(self.branches[parts[-2]] if parts[-1] == "branches" else self.list)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main(repositories, delay):
    canned = Canned(repositories, delay)
    server = await asyncio.start_server(canned.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
