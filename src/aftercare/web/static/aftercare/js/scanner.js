// Receiving with a scanner: the field <input data-scan> keeps the focus, Enter submits, a sound tells right from wrong without looking.
import { eachPart, isTyping } from "./dom.js";

let sound = null;

export function beep(right) {
  sound ??= new AudioContext();
  const tones = right ? [[880, 0, 0.09], [1320, 0.09, 0.12]] : [[220, 0, 0.18], [180, 0.22, 0.28]];
  for (const [pitch, after, length] of tones) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.type = right ? "sine" : "square";
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, sound.currentTime + after);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + after + length);
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + after);
    tone.stop(sound.currentTime + after + length);
  }
}

const field = () => document.querySelector("[data-scan]");

// The server answers with a part that carries data-answer="right" or "wrong".
eachPart((part) => {
  const answered = part.querySelector?.("[data-answer]") ?? (part.matches?.("[data-answer]") ? part : null);
  if (answered?.dataset.answer && part !== document) beep(answered.dataset.answer === "right");
  const scan = field();
  if (part === document && scan?.autofocus) return; // the browser does it
  if (scan && !isTyping(document.activeElement)) {
    scan.focus();
    scan.select();
  }
});

// A scanner types whether or not the field has the focus: bring it back on the first character.
document.addEventListener("keydown", (event) => {
  const scan = field();
  if (!scan || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (isTyping(document.activeElement) || document.querySelector("dialog[open]")) return;
  scan.focus();
}, true);
