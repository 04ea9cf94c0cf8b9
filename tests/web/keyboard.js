// What tests/web/keyboard.py asks of a page: where the keyboard is, whether that can be seen, and what it should reach.
window.keyboard = (() => {
  let number = 0;
  const name = (each) => {
    each.dataset.reached ??= `${each.tagName.toLowerCase()} ${each.id || each.name || ""} “${each.textContent.trim().slice(0, 30)}” ${++number}`;
    return each.dataset.reached;
  };

  const reachable = () => {
    const groups = new Set();
    const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
    return [...document.querySelectorAll(stops)]
      .filter((each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }))
      .filter((each) => {
        if (each.type !== "radio") return true;
        const checked = document.querySelector(`input[type=radio][name="${each.name}"]:checked`);
        if (groups.has(each.name) || (checked && checked !== each)) return false;
        return groups.add(each.name);
      })
      .map(name);
  };

  const shows = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;

  const behind = (each, seen) => {
    const place = seen.getBoundingClientRect();
    if (place.bottom < 1 || place.top > innerHeight - 1 || place.right < 1 || place.left > innerWidth - 1) return "out of sight";
    const x = Math.min(Math.max(place.left + Math.min(place.width / 2, 20), 1), innerWidth - 1);
    const y = Math.min(Math.max(place.top + Math.min(place.height / 2, 12), 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    if (top && (top === each || seen.contains(top) || top.contains(seen))) return "";
    return `hidden behind ${top ? top.className || top.tagName : "nothing"}`;
  };

  const reached = () => {
    const each = document.activeElement;
    if (!each || each === document.body) return null;
    const drawn = ["radio", "checkbox"].includes(each.type) && each.labels.length;
    const seen = drawn ? each.labels[0] : each;
    const styles = [getComputedStyle(seen), getComputedStyle(seen, "::before"), getComputedStyle(each)];
    const said = [styles.some(shows) ? "" : "no focus to be seen", behind(each, seen)];
    return { name: name(each), wrong: said.filter(Boolean).join(", ") };
  };

  return { reachable, reached };
})();
