// Runs discord-digital-twin, installed in the folder that is named, and does what lines of JSON on standard input say.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { DigitalDiscord } = await import(pathToFileURL(`${process.argv[2]}/dist/index.js`).href);
const twin = new DigitalDiscord({
  guild: { name: "home" },
  channels: [{ name: "general", type: 0 }],
  users: [{ username: "ada" }],
  botUser: { id: "1056964608000000001", username: "backchat" },
});
await twin.start();
const channelId = (await twin.prisma.channel.findFirst()).id;
const userId = await twin.getFirstNonBotUserId();
const gateway = twin.server.gateway;

// It tells of no shard, without which discord.py takes a READY for nothing; of no mention, without which nobody is spoken to;
// and it says nothing to who wants to resume, where Discord would say that it knows no such session (op 9).
const tell = gateway.sendDispatch.bind(gateway);
const bot = { id: twin.botUserId, username: "backchat", discriminator: "0", avatar: null, bot: true };
gateway.sendDispatch = (client, event, data) => {
  const mentions = event === "MESSAGE_CREATE" && data.content.includes(`<@${bot.id}>`) ? { mentions: [bot] } : {};
  tell(client, event, { ...data, ...mentions, ...(event === "READY" ? { shard: [0, 1] } : {}) });
};
const heard = [];
const hear = gateway.handleMessage.bind(gateway);
gateway.handleMessage = async (client, raw) => {
  const { op } = JSON.parse(raw);
  heard.push(op);
  if (op === 6) return gateway.send(client, { op: 9, d: false, s: null, t: null });
  return hear(client, raw);
};

const doings = {
  hello: async () => ({ port: twin.port, token: twin.botToken, bot: twin.botUserId, channel: channelId }),
  say: async ({ text }) => (await twin.simulateUserMessage({ channelId, userId, content: text })).id,
  command: async ({ name, options }) => twin.simulateSlashCommand({ channelId, userId, name, options }),
  messages: async () => twin.channel(channelId).getMessages(),
  answer: async ({ id }) => twin.channel(channelId).getInteractionResponse(id),
  commands: async () => twin.prisma.applicationCommand.findMany(),
  connected: async () => gateway.clients.filter((one) => one.identified).length,
  heard: async () => heard,
  cut: async () => [...gateway.clients].forEach((one) => one.ws.terminate()),
};

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const { order, ...told } = JSON.parse(line);
  console.log(JSON.stringify({ result: (await doings[order](told)) ?? null }));
}
await twin.stop();
process.exit(0);
