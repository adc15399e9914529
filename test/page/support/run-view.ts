/** A run's page as a person sees it, by roles and labels. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";

export class RunView {
  readonly page: Page;
  /** What went wrong there: exceptions, dialogs, and what the content security policy forbade. */
  readonly troubles: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => this.troubles.push(`exception: ${error.message}`));
    page.on("dialog", (dialog) => {
      this.troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      if (message.type() === "error" && message.text().includes("Content Security Policy"))
        this.troubles.push(message.text());
    });
  }

  /** A tab that has nothing of others. `prepare`: before the page is there. */
  static async open(
    browser: Browser,
    url: string,
    prepare: (context: BrowserContext) => Promise<unknown> = async () => undefined,
  ): Promise<RunView> {
    const context = await browser.newContext({ locale: "en-US", viewport: { width: 1_400, height: 900 } });
    await prepare(context);
    return RunView.openIn(context, url);
  }

  /** One more tab of a browser. */
  static async openIn(context: BrowserContext, url: string): Promise<RunView> {
    const view = new RunView(await context.newPage());
    await view.page.goto(url);
    return view;
  }

  /** A task's box in the graph. */
  box(task: string): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^${task}(?: · |: ).*Show its nodes$`) });
  }

  /** How many of a task's nodes are in each state; those that there are none of are left out. */
  async counts(task: string): Promise<Readonly<Record<string, number>>> {
    const label = (await this.box(task).getAttribute("aria-label")) ?? "";
    const [, told] = /: ([^:]*)\. Show its nodes$/.exec(label) ?? [];
    if (told === undefined) throw new Error(`no counts in ${label}`);
    if (told === "none yet") return {};
    return Object.fromEntries(
      told.split(", ").map((each) => {
        const [count = "", state = ""] = each.split(" ");
        return [state, Number(count.replaceAll(",", ""))];
      }),
    );
  }

  /** How much of a task's bar is in a state, from 0 to 1. */
  async share(task: string, state: string): Promise<number> {
    return await this.box(task).evaluate((box, state) => {
      const widthOf = (selector: string): number => box.querySelector(selector)?.getBoundingClientRect().width ?? 0;
      return widthOf(`.bar [data-state="${state}"]`) / widthOf(".bar .groove");
    }, state);
  }

  /** Opens one of the panels beside the graph. */
  async panel(name: "Nodes" | "Rules" | "About"): Promise<Locator> {
    await this.page.getByRole("tab", { name }).click();
    return this.page.getByRole("complementary", { name: "Details" });
  }

  /** Why a rule is as it is, as it stands there. */
  async whyRule(text: string): Promise<string> {
    const panel = await this.panel("Rules");
    const rule = panel.getByRole("listitem").filter({ hasText: text });
    const head = rule.getByRole("button");
    if ((await head.getAttribute("aria-expanded")) !== "true") await head.click();
    return await rule.locator("pre").innerText();
  }

  slider(): Locator {
    return this.page.getByRole("slider", { name: "Position in the run" });
  }

  /** Shows the run as it was after so many outcomes. */
  async moveTo(position: number): Promise<void> {
    await this.slider().fill(String(position));
  }

  /** How the run stands, as the head of the page says. */
  async state(): Promise<string | null> {
    return await this.page.getByRole("banner").locator("[data-state]").first().getAttribute("data-state");
  }

  /** How many attempts that have ended the page knows. */
  async attempts(): Promise<number> {
    const canvas = this.page.getByRole("region", { name: "Timeline" }).getByRole("img");
    const [, count] = /^([\d,]+) attempts?/.exec((await canvas.getAttribute("aria-label")) ?? "") ?? [];
    return Number(count?.replaceAll(",", ""));
  }

  /** What stands at a task's nodes in the picture of all nodes, once they are drawn. */
  everything(task: string): Locator {
    return this.page.getByRole("group", { name: /^All / }).getByText(new RegExp(`^${task} [\\d,]+$`));
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
