/**
 * The grammar of expressions. Operators are read flat, operand by operand; which binds tighter is decided where the tree is
 * built. So a long sum costs no recursion here.
 */
import { tokenMatcher, type IToken, type OrMethodOpts } from "chevrotain";
import { TypeGrammar, type GrammarRule, type Suffixes } from "./grammar-type.ts";
import * as t from "./tokens.ts";

export class ExpressionGrammar extends TypeGrammar {
  /** Alternatives are made once: there is nothing that is parsed more often. */
  readonly #expressions: { [S in Suffixes]?: OrMethodOpts<void> } = {};
  readonly #operands: { [S in Suffixes]?: OrMethodOpts<void> } = {};

  readonly expression: GrammarRule<[Suffixes?]> = this.RULE("expression", (suffixes: Suffixes = "allowed") => {
    this.OR(
      (this.#expressions[suffixes] ??= {
        DEF: [
          { ALT: () => this.SUBRULE(this.conditional, { ARGS: [suffixes] }) },
          {
            ALT: () => {
              this.SUBRULE(this.operand, { ARGS: [suffixes] });
              this.MANY(() => {
                this.CONSUME(t.BinaryOperator);
                this.SUBRULE2(this.operand, { ARGS: [suffixes] });
              });
            },
          },
        ],
        ERR_MSG: "a value",
      }),
    );
  });

  readonly conditional: GrammarRule<[Suffixes?]> = this.RULE("conditional", (suffixes: Suffixes = "allowed") => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expression, { ARGS: [suffixes] });
    this.CONSUME(t.Then);
    this.SUBRULE2(this.expression, { ARGS: [suffixes] });
    this.CONSUME(t.Else);
    this.SUBRULE3(this.expression, { ARGS: [suffixes] });
  });

  readonly operand: GrammarRule<[Suffixes?]> = this.RULE("operand", (suffixes: Suffixes = "allowed") => {
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Not) }]);
    });
    this.OR2(
      (this.#operands[suffixes] ??= {
        DEF: [
          { GATE: () => this.isGather(), ALT: () => this.SUBRULE(this.gather) },
          {
            ALT: () => {
              this.CONSUME(t.Name);
              this.OPTION(() => {
                this.SUBRULE(this.arguments);
                this.OPTION2({ GATE: () => suffixes === "allowed", DEF: () => this.SUBRULE(this.suffixes) });
              });
            },
          },
          { ALT: () => this.CONSUME(t.Literal) },
          { ALT: () => this.SUBRULE(this.interpolated) },
          {
            ALT: () => {
              this.CONSUME(t.LeftParen);
              this.SUBRULE(this.expression);
              this.CONSUME(t.RightParen);
            },
          },
          { ALT: () => this.SUBRULE(this.list) },
          { ALT: () => this.SUBRULE(this.record) },
        ],
        ERR_MSG: "a value",
      }),
    );
    this.MANY2(() => this.SUBRULE(this.postfix));
  });

  /** `.member`, `[index]` or `(arguments)` */
  readonly postfix: GrammarRule = this.RULE("postfix", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Dot);
          this.CONSUME(t.Word);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.LeftBracket);
          this.SUBRULE(this.expression);
          this.CONSUME(t.RightBracket);
        },
      },
      { ALT: () => this.SUBRULE(this.arguments) },
    ]);
  });

  readonly arguments: GrammarRule = this.RULE("arguments", () => {
    this.CONSUME(t.LeftParen);
    this.OPTION(() => {
      this.SUBRULE(this.argument);
      this.MANY({
        GATE: () => this.anotherBefore(t.RightParen),
        DEF: () => {
          this.CONSUME(t.Comma);
          this.SUBRULE2(this.argument);
        },
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightParen);
  });

  readonly argument: GrammarRule = this.RULE("argument", () => {
    this.OPTION({
      GATE: () => this.LA(2).tokenType === t.Colon,
      DEF: () => {
        this.CONSUME(t.Word);
        this.CONSUME(t.Colon);
      },
    });
    this.SUBRULE(this.expression);
  });

  /**
   * `key`, `after` and `priority` of an added node. A call in one of their values takes none of them for itself: in
   * `f(x) key g(y) after z` the node of `f` comes after `z`.
   */
  readonly suffixes: GrammarRule = this.RULE("suffixes", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Key);
          this.SUBRULE(this.expression, { ARGS: ["none"], LABEL: "key" });
          this.OPTION(() => {
            this.CONSUME(t.After);
            this.SUBRULE2(this.expression, { ARGS: ["none"], LABEL: "after" });
          });
          this.OPTION2(() => {
            this.CONSUME(t.Priority);
            this.SUBRULE3(this.expression, { ARGS: ["none"], LABEL: "priority" });
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME2(t.After);
          this.SUBRULE4(this.expression, { ARGS: ["none"], LABEL: "after" });
          this.OPTION3(() => {
            this.CONSUME2(t.Priority);
            this.SUBRULE5(this.expression, { ARGS: ["none"], LABEL: "priority" });
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME3(t.Priority);
          this.SUBRULE6(this.expression, { ARGS: ["none"], LABEL: "priority" });
        },
      },
    ]);
  });

  /** `all t`, `succeeded t` or `settled t` */
  readonly gather: GrammarRule = this.RULE("gather", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.All, { LABEL: "mode" }) },
      { ALT: () => this.CONSUME(t.Succeeded, { LABEL: "mode" }) },
      { ALT: () => this.CONSUME(t.Settled, { LABEL: "mode" }) },
    ]);
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.under));
  });

  readonly under: GrammarRule = this.RULE("under", () => {
    this.CONSUME(t.Under);
    this.CONSUME(t.Name);
  });

  /** `[a, b]` or `[e for x in xs if c]` */
  readonly list: GrammarRule = this.RULE("list", () => {
    this.CONSUME(t.LeftBracket);
    this.OPTION(() => {
      this.SUBRULE(this.expression);
      this.OR([
        { ALT: () => this.SUBRULE(this.comprehension) },
        {
          ALT: () => {
            this.MANY({
              GATE: () => this.anotherBefore(t.RightBracket),
              DEF: () => {
                this.CONSUME(t.Comma);
                this.SUBRULE2(this.expression);
              },
            });
            this.OPTION2(() => this.CONSUME2(t.Comma));
          },
        },
      ]);
    });
    this.CONSUME(t.RightBracket);
  });

  readonly comprehension: GrammarRule = this.RULE("comprehension", () => {
    this.CONSUME(t.For);
    this.SUBRULE(this.loopNames);
    this.CONSUME(t.In);
    this.SUBRULE(this.expression, { LABEL: "in" });
    this.OPTION(() => {
      this.CONSUME(t.If);
      this.SUBRULE2(this.expression, { LABEL: "if" });
    });
  });

  /** `x` or `i, x` */
  readonly loopNames: GrammarRule = this.RULE("loopNames", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.Comma);
      this.CONSUME2(t.Name);
    });
  });

  readonly record: GrammarRule = this.RULE("record", () => {
    this.CONSUME(t.LeftBrace);
    this.OPTION(() => {
      this.SUBRULE(this.field);
      this.MANY({
        GATE: () => this.anotherBefore(t.RightBrace),
        DEF: () => {
          this.CONSUME(t.Comma);
          this.SUBRULE2(this.field);
        },
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightBrace);
  });

  /** `name: value`, or `name` for a field with the value of that name */
  readonly field: GrammarRule = this.RULE("field", () => {
    this.OR({
      DEF: [
        {
          GATE: () => this.LA(2).tokenType === t.Colon,
          ALT: () => {
            this.CONSUME(t.Word);
            this.CONSUME(t.Colon);
            this.SUBRULE(this.expression);
          },
        },
        { ALT: () => this.CONSUME(t.Name) },
      ],
      IGNORE_AMBIGUITIES: true,
      ERR_MSG: "a field",
    });
  });

  /** A string; in an operand, one without interpolation is a `Literal`. */
  readonly text: GrammarRule = this.RULE("text", () => {
    this.OR({
      DEF: [{ ALT: () => this.CONSUME(t.Text) }, { ALT: () => this.SUBRULE(this.interpolated) }],
      ERR_MSG: "a string",
    });
  });

  readonly interpolated: GrammarRule = this.RULE("interpolated", () => {
    this.CONSUME(t.TextOpen);
    this.CONSUME(t.TextChunk);
    this.MANY(() => {
      this.SUBRULE(this.hole);
      this.CONSUME2(t.TextChunk);
    });
    this.CONSUME(t.TextClose);
  });

  readonly hole: GrammarRule = this.RULE("hole", () => {
    this.CONSUME(t.HoleOpen);
    this.SUBRULE(this.expression);
    this.CONSUME(t.HoleClose);
  });

  /** `succeeded` and `settled` are names unless a task follows. */
  protected isGather(): boolean {
    const { tokenType } = this.LA(1);
    if (tokenType === t.All) return true;
    return (tokenType === t.Succeeded || tokenType === t.Settled) && this.isName(this.LA(2));
  }

  protected isName(token: IToken): boolean {
    return tokenMatcher(token, t.Name);
  }
}
