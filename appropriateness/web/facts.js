// The form of facts: shows what the application says is in each field, and sends back what a person enters.
// Texts are set as text, never as markup. A field keeps what stands in it until its key changes.

const forms = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
  const form = forms.get(parentElement) ?? { groups: new Map(), fields: new Map(), entries: {} };
  forms.set(parentElement, form);
  form.send = (key, entry) => {
    form.entries = { ...form.entries, [key]: entry };
    setStateValue("entries", form.entries);
  };
  // Entries of fields that were drawn anew since are over; a server that starts again may give out their keys again.
  const keys = new Set(data.groups.flatMap((group) => group.fields.map((field) => field.key)));
  form.entries = Object.fromEntries(Object.entries(form.entries).filter(([key]) => keys.has(key)));
  for (const group of data.groups) {
    const box = form.groups.get(group.id) ?? newGroup(form, parentElement, group);
    if (group.opens > box.opens) box.details.open = true;
    box.opens = group.opens;
    group.fields.forEach((field, place) => {
      const shown = form.fields.get(field.fact) ?? newField(form, field);
      const standing = box.body.children[place];
      if (standing !== shown.node) box.body.insertBefore(shown.node, standing ?? null);
      update(shown, field);
    });
    for (const node of [...box.body.children].slice(group.fields.length)) {
      form.fields.delete(node.dataset.fact);
      node.remove();
    }
  }
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function newGroup(form, parent, group) {
  const body = element("div", { class: "fields" });
  const details = element("details", { class: "group", "data-group": group.id }, element("summary", {}, group.title), body);
  parent.append(details);
  const box = { details, body, opens: 0 };
  form.groups.set(group.id, box);
  return box;
}

function newField(form, field) {
  const shown = { key: null, said: element("p", { id: `said-${field.fact}` }) };
  const control = controls[field.kind](field, (entry) => form.send(shown.key, entry));
  shown.node = element("div", { class: "fact", "data-fact": field.fact }, ...control.parts, shown.said);
  Object.assign(shown, control);
  form.fields.set(field.fact, shown);
  return shown;
}

function update(shown, field) {
  if (shown.key !== field.key) {
    shown.key = field.key;
    shown.set(field);
  }
  if (shown.said.textContent !== field.said) shown.said.textContent = field.said;
  shown.said.hidden = !field.said;
  shown.said.className = field.wrong ? "fault" : "quiet";
  if (field.wrong) shown.said.setAttribute("role", "alert");
  else shown.said.removeAttribute("role");
  for (const input of shown.inputs()) {
    input.setAttribute("aria-invalid", String(field.wrong));
    if (field.said) input.setAttribute("aria-describedby", shown.said.id);
    else input.removeAttribute("aria-describedby");
  }
}

function choiceBox(type, name, word, label, chosen) {
  const input = element("input", { type, name, value: word });
  input.addEventListener("change", chosen);
  return element("label", {}, input, element("span", {}, label));
}

const controls = {
  boolean(field, send) {
    const boxes = field.words.map(([word, label]) =>
      choiceBox("radio", `field-${field.fact}`, word, label, () => send(word)),
    );
    const group = element("div", { role: "radiogroup", "aria-label": field.label, class: "segments" }, ...boxes);
    const inputs = () => [...group.querySelectorAll("input")];
    return {
      parts: [element("span", { class: "label", "aria-hidden": "true" }, field.label), group],
      inputs: () => [group],
      set: ({ value }) => inputs().forEach((input) => (input.checked = input.value === value)),
    };
  },
  choices(field, send) {
    const entered = () => send(inputs().filter((input) => input.checked).map((input) => input.value));
    const boxes = field.words.map(([word, label]) => choiceBox("checkbox", `field-${field.fact}`, word, label, entered));
    const inputs = () => boxes.map((box) => box.querySelector("input"));
    const legend = element("legend", { class: "label" }, field.label, element("small", {}, ` ${field.hint}`));
    return {
      parts: [element("fieldset", {}, legend, element("div", { class: "boxes" }, ...boxes))],
      inputs,
      set: ({ value }) => inputs().forEach((input) => (input.checked = value.includes(input.value))),
    };
  },
  choice(field, send) {
    const select = element("select", { id: `field-${field.fact}` });
    select.addEventListener("change", () => send(select.value));
    return {
      parts: [element("label", { class: "label", for: select.id }, field.label), select],
      inputs: () => [select],
      set: ({ value, words }) => {
        select.replaceChildren(...words.map(([word, label]) => element("option", { value: word }, label)));
        select.value = value;
      },
    };
  },
  quantity(field, send) {
    const input = element("input", {
      type: "text", id: `field-${field.fact}`, placeholder: field.hint, maxlength: 60, autocomplete: "off", spellcheck: "false",
    });
    let sent = "";
    const entered = () => {
      if (input.value !== sent) send((sent = input.value));
    };
    input.addEventListener("change", entered);
    input.addEventListener("keydown", (event) => event.key === "Enter" && entered());
    return {
      parts: [element("label", { class: "label", for: input.id }, field.label), input],
      inputs: () => [input],
      set: ({ value }) => {
        if (document.activeElement !== input || input.value === sent) input.value = value;
        sent = value;
      },
    };
  },
};
