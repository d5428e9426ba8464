/** What of a log is in view: the newest message, a long one's beginning, or the control somebody has pressed. */

const NEAR_BOTTOM = 120;
// Room above a message that is shown from its beginning, for the toolbar that stands out there.
const ABOVE = 16;

export class LogView {
  /** @param {HTMLElement} scroll @param {HTMLElement} items @param {HTMLElement} jump leads to the bottom */
  constructor(scroll, items, jump) {
    this.scroll = scroll;
    this.items = items;
    this.jump = jump;
    /** Whether the newest message is in view, and is to stay there. */
    this.sticky = true;
    /** Where the log was put on purpose; it stays there even though the bottom is near. */
    this.heldAt = -1;
    scroll.addEventListener("scroll", () => {
      this.sticky = scroll.scrollTop !== this.heldAt && this.atBottom();
      if (this.sticky) jump.hidden = true;
    });
    // Pictures that arrive and a message box that grows change what is in view.
    const watch = new ResizeObserver(() => this.sticky && this.toBottom());
    watch.observe(items);
    watch.observe(scroll);
  }

  atBottom() {
    return this.below() < NEAR_BOTTOM;
  }

  /** How much of the log is below the view, in pixels. */
  below() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight;
  }

  toBottom() {
    this.sticky = true;
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.jump.hidden = true;
  }

  /** Shows a new message: whole when it fits the view, else from its beginning. */
  reveal(item) {
    this.toBottom();
    if (item === this.items.lastElementChild) this.begin(item);
  }

  /** Shows a message that says something new altogether, wherever it stands: from its beginning. */
  turnTo(item) {
    if (item === this.items.lastElementChild) this.reveal(item);
    else this.begin(item);
  }

  begin(item) {
    const above = this.fromTop(item) - ABOVE;
    if (above < 0) this.move(above);
  }

  /** How far below the view's upper edge something begins, in pixels. */
  fromTop(element) {
    return element.getBoundingClientRect().top - this.scroll.getBoundingClientRect().top;
  }

  /** Keeps an element where it is on the screen while `change` alters what is above it. */
  steady(element, change) {
    const before = this.fromTop(element);
    change();
    const moved = this.fromTop(element) - before;
    if (moved) this.move(moved);
  }

  /** Where a control in a message is: how far below the view's upper edge, and how much follows it, in pixels. */
  placeOf(control, item) {
    const { top } = control.getBoundingClientRect();
    return { top: this.fromTop(control), after: item.getBoundingClientRect().bottom - top };
  }

  /**
   * Keeps a pressed control in the place where it `was`, in a message that was drawn anew. What has opened below
   * it comes into view, as far as the control stays in it; a line more or less is no reason to move.
   */
  hold(control, was, item) {
    this.move(this.fromTop(control) - was.top);
    if (this.placeOf(control, item).after - was.after < control.offsetHeight) return;
    const hidden = item.getBoundingClientRect().bottom - this.scroll.getBoundingClientRect().bottom;
    const room = this.fromTop(control) - ABOVE;
    if (hidden > 0 && room > 0) this.move(Math.min(hidden, room));
  }

  /** Scrolls by some pixels, on purpose: only exactly at the bottom does the log go on following. */
  move(by) {
    this.scroll.scrollTop += by;
    this.heldAt = this.below() < 1 ? -1 : this.scroll.scrollTop;
    this.sticky = this.heldAt < 0;
  }
}
