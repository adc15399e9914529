/** The grammar of rules and their conditions. */
import { tokenMatcher } from "chevrotain";
import { StatementGrammar } from "./grammar-statement.ts";
import type { GrammarRule } from "./grammar-type.ts";
import * as t from "./tokens.ts";

export class ConditionGrammar extends StatementGrammar {
  readonly rule: GrammarRule = this.RULE("rule", () => {
    this.OPTION(() => {
      this.CONSUME(t.Rule);
      this.CONSUME(t.Name);
    });
    this.CONSUME(t.When);
    this.SUBRULE(this.condition);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.condition);
    });
    this.OPTION2(() => {
      this.CONSUME(t.Where);
      this.SUBRULE(this.expression, { ARGS: ["none"] });
    });
    this.SUBRULE(this.body);
  });

  readonly condition: GrammarRule = this.RULE("condition", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.noMore) },
        { ALT: () => this.SUBRULE(this.allNodes) },
        { GATE: () => this.isAtLeast(), ALT: () => this.SUBRULE(this.atLeast) },
        { GATE: () => this.isEvery(), ALT: () => this.SUBRULE(this.every) },
        { ALT: () => this.SUBRULE(this.event) },
      ],
      ERR_MSG: "a condition",
    });
  });

  /** `t done as x`, `t[key] failed` */
  readonly event: GrammarRule = this.RULE("event", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.LeftBracket);
      this.SUBRULE(this.expression);
      this.CONSUME(t.RightBracket);
    });
    this.CONSUME(t.Event);
    this.OPTION2(() => this.SUBRULE(this.as));
  });

  readonly noMore: GrammarRule = this.RULE("noMore", () => {
    this.CONSUME(t.No);
    this.CONSUME(t.More);
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.under));
    this.OPTION2(() => {
      this.CONSUME(t.Despite);
      this.CONSUME(t.Failures);
    });
  });

  readonly allNodes: GrammarRule = this.RULE("allNodes", () => {
    this.CONSUME(t.All);
    this.CONSUME(t.Name);
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.Done, { LABEL: "event" }) },
        { ALT: () => this.CONSUME(t.Settled, { LABEL: "event" }) },
      ],
      ERR_MSG: '"done" or "settled"',
    });
    this.OPTION(() => this.SUBRULE(this.under));
    this.OPTION2(() => this.SUBRULE(this.as));
  });

  readonly atLeast: GrammarRule = this.RULE("atLeast", () => {
    this.CONSUME(t.At);
    this.CONSUME(t.Least);
    this.SUBRULE(this.expression, { ARGS: ["none"] });
    this.CONSUME(t.Name);
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.Added, { LABEL: "event" }) },
        { ALT: () => this.CONSUME(t.Done, { LABEL: "event" }) },
      ],
      ERR_MSG: '"added" or "done"',
    });
    this.OPTION(() => this.SUBRULE(this.under));
    this.OPTION2(() => this.SUBRULE(this.as));
  });

  readonly every: GrammarRule = this.RULE("every", () => {
    this.CONSUME(t.Every);
    this.SUBRULE(this.expression, { ARGS: ["none"] });
    this.CONSUME(t.Name);
    this.CONSUME(t.Done);
    this.OPTION(() => this.SUBRULE(this.under));
    this.SUBRULE(this.as);
  });

  readonly as: GrammarRule = this.RULE("as", () => {
    this.CONSUME(t.As);
    this.CONSUME(t.Name);
  });

  /** `at done` speaks of a task named so. */
  protected isAtLeast(): boolean {
    return this.LA(1).tokenType !== t.At || this.LA(2).tokenType === t.Least;
  }

  /** `every done` and `every[key] done` speak of a task named so, unless `done` is a value: `every done pdf done`. */
  protected isEvery(): boolean {
    if (this.LA(2).tokenType === t.LeftBracket) return false;
    if (!tokenMatcher(this.LA(2), t.Event)) return true;
    return ![t.As, t.Comma, t.Where, t.Colon].includes(this.LA(3).tokenType) && this.LA(3).tokenType.name !== "EOF";
  }
}
