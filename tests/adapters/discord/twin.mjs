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
const gateway = () => twin.server.gateway;

const doings = {
  hello: async () => ({ port: twin.port, token: twin.botToken, bot: twin.botUserId, channel: channelId }),
  // The twin says of every message that it mentions nobody, so this one is told once more as Discord would tell it.
  mention: async ({ text }) => {
    const content = `<@${twin.botUserId}> ${text}`;
    const said = await twin.simulateUserMessage({ channelId, userId, content });
    const bot = { id: twin.botUserId, username: "backchat", discriminator: "0", avatar: null, bot: true };
    gateway().broadcast("MESSAGE_CREATE", { ...said, guild_id: twin.guildId, mentions: [bot] });
    return said.id;
  },
  command: async ({ name, options }) => twin.simulateSlashCommand({ channelId, userId, name, options }),
  tap: async ({ message, customId }) =>
    twin.simulateButtonClick({ channelId, userId, messageId: message, customId }),
  messages: async () => twin.channel(channelId).getMessages(),
  answer: async ({ id }) => twin.channel(channelId).getInteractionResponse(id),
  commands: async () => twin.prisma.applicationCommand.findMany(),
  connected: async () => gateway().clients.filter((one) => one.identified).length,
  lines: async () => gateway().clients.length,
  cut: async () => [...gateway().clients].forEach((one) => one.ws.terminate()),
};

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const { order, ...told } = JSON.parse(line);
  console.log(JSON.stringify({ result: (await doings[order](told)) ?? null }));
}
await twin.stop();
process.exit(0);
