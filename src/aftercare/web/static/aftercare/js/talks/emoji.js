// The palette: what agents and buyers use all day, in one press.
import { on } from "../dom.js";
import { make } from "./core.js";

const FACES = "😀 😄 😊 🙂 😉 😍 🥰 😘 😂 🤣 😅 😎 🤔 😮 😢 😭 😓 😰 🥺 😔 🙄 😤 🙏 👍 👌 👏 🤝 💪 ✌️ 👋 ❤️ 💕 💐 🌹 🎁 🎉 🎂 🎊 ✨ ⭐ 🌟 🔥 💯 ✅ ❌ ❗ ❓ 📦 🚚 🏠 📷 📞 📝 💰 🧧 🕐 ☀️ 🌙 🍀 ☕ 🌸 🐱".split(" ");

export function fillPalette(place, put) {
  place.append(...FACES.map((face) => make("button", { type: "button", text: face, on: { click: () => put(face) } })));
}

on("click", ".tk-emoji button", (_event, button) => { button.closest("details").open = false; });
