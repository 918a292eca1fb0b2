// The peer of bench/lambda_start: a custom runtime in Node.js that loads one client of the AWS SDK, as such functions do,
// and checks the same signature.   NODE_PATH: where @aws-sdk/client-proton is
"use strict";

const http = require("http");
const { createHmac, timingSafeEqual } = require("crypto");
const { ProtonClient } = require("@aws-sdk/client-proton");

const client = new ProtonClient({ region: "eu-west-1" });
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const base = "/2018-06-01/runtime/invocation/";

function send(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, agent, method, path: base + path }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(pieces) }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

function answer(event) {
  const body = Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");
  const right = Buffer.from("sha256=" + createHmac("sha256", process.env.BITBUCKET_SECRET).update(body).digest("hex"));
  const given = Buffer.from(event.headers["x-hub-signature"] ?? "");
  const isRight = given.length === right.length && timingSafeEqual(given, right);
  return { statusCode: isRight ? 200 : 401, body: JSON.stringify({ status: isRight ? "pong" : "denied" }) };
}

async function main() {
  if (!client.config) throw new Error("no client");
  for (;;) {
    const { headers, body } = await send("GET", "next");
    const id = headers["lambda-runtime-aws-request-id"];
    await send("POST", `${id}/response`, JSON.stringify(answer(JSON.parse(body))));
  }
}

main();
