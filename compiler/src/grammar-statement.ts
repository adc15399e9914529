/** The grammar of bodies and of the lines of a task block. */
import { ExpressionGrammar } from "./grammar-expression.ts";
import type { GrammarRule } from "./grammar-type.ts";
import * as t from "./tokens.ts";

export abstract class StatementGrammar extends ExpressionGrammar {
  abstract readonly rule: GrammarRule;

  /** `:` and a statement, or nothing where an indented block follows */
  readonly body: GrammarRule = this.RULE("body", () => {
    this.CONSUME(t.Colon);
    this.OPTION(() => this.SUBRULE(this.statement));
  });

  readonly statement: GrammarRule = this.RULE("statement", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.let) },
        { ALT: () => this.SUBRULE(this.for) },
        { ALT: () => this.SUBRULE(this.if) },
        { GATE: () => this.isRule(), ALT: () => this.SUBRULE(this.rule) },
        { GATE: () => this.isFail(), ALT: () => this.SUBRULE(this.fail) },
        { ALT: () => this.SUBRULE(this.add) },
      ],
      ERR_MSG: "a statement",
    });
  });

  readonly let: GrammarRule = this.RULE("let", () => {
    this.CONSUME(t.Let);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly for: GrammarRule = this.RULE("for", () => {
    this.CONSUME(t.For);
    this.SUBRULE(this.loopNames);
    this.CONSUME(t.In);
    this.SUBRULE(this.expression);
    this.SUBRULE(this.body);
  });

  readonly if: GrammarRule = this.RULE("if", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expression);
    this.SUBRULE(this.body);
    this.OPTION({ GATE: () => this.LA(0).tokenType !== t.Colon, DEF: () => this.SUBRULE(this.elseBranches) });
  });

  /** All `else if` and `else`, when they stand on one line. */
  readonly elseBranches: GrammarRule = this.RULE("elseBranches", () => {
    this.CONSUME(t.Else);
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.If);
            this.SUBRULE(this.expression);
            this.SUBRULE(this.body);
            this.OPTION({ GATE: () => this.LA(0).tokenType !== t.Colon, DEF: () => this.SUBRULE(this.elseBranches) });
          },
        },
        { ALT: () => this.SUBRULE2(this.body) },
      ],
      ERR_MSG: '":" or "if" after "else"',
    });
  });

  readonly fail: GrammarRule = this.RULE("fail", () => {
    this.CONSUME(t.Fail);
    this.SUBRULE(this.expression);
  });

  readonly add: GrammarRule = this.RULE("add", () => {
    this.CONSUME(t.Name);
    this.SUBRULE(this.arguments);
    this.OPTION(() => this.SUBRULE(this.suffixes));
  });

  /** One line of a task block. */
  readonly attribute: GrammarRule = this.RULE("attribute", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.sh) },
        { ALT: () => this.SUBRULE(this.namedImplementation) },
        { ALT: () => this.SUBRULE(this.retry) },
        { ALT: () => this.SUBRULE(this.rate) },
        { ALT: () => this.SUBRULE(this.atMost) },
        { ALT: () => this.SUBRULE(this.setting) },
        { ALT: () => this.SUBRULE(this.on) },
        { ALT: () => this.CONSUME(t.Cache) },
        { ALT: () => this.SUBRULE(this.env) },
        { ALT: () => this.SUBRULE(this.secret) },
      ],
      ERR_MSG: 'an attribute of the task, such as "sh", "out" or "retry"',
    });
  });

  readonly sh: GrammarRule = this.RULE("sh", () => {
    this.CONSUME(t.Sh);
    this.SUBRULE(this.text);
  });

  readonly namedImplementation: GrammarRule = this.RULE("namedImplementation", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Python, { LABEL: "keyword" }) },
      { ALT: () => this.CONSUME(t.Celery, { LABEL: "keyword" }) },
    ]);
    this.CONSUME(t.Text);
  });

  readonly retry: GrammarRule = this.RULE("retry", () => {
    this.CONSUME(t.Retry);
    this.SUBRULE(this.expression, { LABEL: "count" });
    this.OPTION(() => {
      this.CONSUME(t.Backoff);
      this.SUBRULE2(this.expression, { LABEL: "backoff" });
    });
  });

  readonly rate: GrammarRule = this.RULE("rate", () => {
    this.CONSUME(t.Rate);
    this.SUBRULE(this.expression, { LABEL: "count" });
    this.CONSUME(t.Per);
    this.SUBRULE2(this.expression, { LABEL: "per" });
  });

  readonly atMost: GrammarRule = this.RULE("atMost", () => {
    this.CONSUME(t.At);
    this.CONSUME(t.Most);
    this.SUBRULE(this.expression);
  });

  /** An attribute that is a word and a value. */
  readonly setting: GrammarRule = this.RULE("setting", () => {
    this.CONSUME(t.SettingWord);
    this.SUBRULE(this.expression);
  });

  readonly on: GrammarRule = this.RULE("on", () => {
    this.CONSUME(t.On);
    this.CONSUME(t.Name);
  });

  readonly env: GrammarRule = this.RULE("env", () => {
    this.CONSUME(t.Env);
    this.CONSUME(t.Word);
    this.SUBRULE(this.expression);
  });

  readonly secret: GrammarRule = this.RULE("secret", () => {
    this.CONSUME(t.Secret);
    this.CONSUME(t.Word);
  });

  /** `rule(x)` adds a node of a task named so. */
  protected isRule(): boolean {
    return this.LA(1).tokenType !== t.Rule || this.LA(2).tokenType !== t.LeftParen;
  }

  /** `fail (…)` is the statement wherever it can be; `fail()`, `fail(a, b)`, `fail(a: b)` add a node of a task named so. */
  protected isFail(): boolean {
    if (this.LA(1).tokenType !== t.Fail || this.LA(2).tokenType !== t.LeftParen) return true;
    if (this.LA(3).tokenType === t.RightParen || this.LA(4).tokenType === t.Colon) return false;
    let depth = 0;
    for (let ahead = 2; ; ahead++) {
      const { tokenType } = this.LA(ahead);
      if ([t.LeftParen, t.LeftBracket, t.LeftBrace].includes(tokenType)) depth++;
      else if ([t.RightParen, t.RightBracket, t.RightBrace].includes(tokenType)) depth--;
      if (depth === 1 && tokenType === t.Comma) return false;
      if (depth === 0) return ![t.Key, t.After, t.Priority].includes(this.LA(ahead + 1).tokenType);
      if (tokenType.name === "EOF") return true;
    }
  }
}
