/** The grammar of types. */
import { CstParser, type CstNode, type IParserConfig, type ParserMethod } from "chevrotain";
import { TableLookahead } from "./lookahead.ts";
import { syntaxErrorFacts } from "./syntax-error.ts";
import * as t from "./tokens.ts";

export type GrammarRule<Arguments extends unknown[] = []> = ParserMethod<Arguments, CstNode>;

/** Which calls may be followed by `key`, `after` and `priority`: `none` where such a word belongs to what is around. */
export type Suffixes = "allowed" | "none";

export class TypeGrammar extends CstParser {
  constructor(config: IParserConfig) {
    super([...t.vocabulary], {
      ...config,
      // Every choice that needs more says so in a gate; so a mistake is found at its own token.
      maxLookahead: 1,
      lookaheadStrategy: new TableLookahead(),
      nodeLocationTracking: "onlyOffset",
      recoveryEnabled: false,
      errorMessageProvider: syntaxErrorFacts,
    });
  }

  /** `A | B` */
  readonly type: GrammarRule = this.RULE("type", () => {
    this.SUBRULE(this.typeOperand);
    this.MANY(() => {
      this.CONSUME(t.Bar);
      this.SUBRULE2(this.typeOperand);
    });
  });

  readonly typeOperand: GrammarRule = this.RULE("typeOperand", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.namedType) },
        { ALT: () => this.SUBRULE(this.recordType) },
        { ALT: () => this.SUBRULE(this.tupleType) },
        { ALT: () => this.SUBRULE(this.literalType) },
        {
          ALT: () => {
            this.CONSUME(t.LeftParen);
            this.SUBRULE(this.type);
            this.CONSUME(t.RightParen);
          },
        },
      ],
      ERR_MSG: "a type",
    });
    this.MANY(() => this.SUBRULE(this.typeSuffix));
  });

  /** `[]` or `?` */
  readonly typeSuffix: GrammarRule = this.RULE("typeSuffix", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.LeftBracket);
          this.CONSUME(t.RightBracket);
        },
      },
      { ALT: () => this.CONSUME(t.Question) },
    ]);
  });

  readonly namedType: GrammarRule = this.RULE("namedType", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.Less);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.type), ERR_MSG: "a type" });
      this.CONSUME(t.Greater);
    });
  });

  readonly recordType: GrammarRule = this.RULE("recordType", () => {
    this.CONSUME(t.LeftBrace);
    this.OPTION(() => {
      this.SUBRULE(this.typeField);
      this.MANY({
        GATE: () => this.anotherBefore(t.RightBrace),
        DEF: () => {
          this.CONSUME(t.Comma);
          this.SUBRULE2(this.typeField);
        },
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightBrace);
  });

  readonly typeField: GrammarRule = this.RULE("typeField", () => {
    this.CONSUME(t.Word);
    this.OPTION(() => this.CONSUME(t.Question));
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
  });

  readonly tupleType: GrammarRule = this.RULE("tupleType", () => {
    this.CONSUME(t.LeftBracket);
    this.SUBRULE(this.type);
    this.MANY({
      GATE: () => this.anotherBefore(t.RightBracket),
      DEF: () => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.type);
      },
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RightBracket);
  });

  readonly literalType: GrammarRule = this.RULE("literalType", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Text) },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(t.Minus));
          this.CONSUME(t.NumberToken);
        },
      },
      { ALT: () => this.CONSUME(t.True) },
      { ALT: () => this.CONSUME(t.False) },
      { ALT: () => this.CONSUME(t.Null) },
    ]);
  });

  /** Whether the comma that is next is followed by another item: a comma may also stand before the closing bracket. */
  protected anotherBefore(closer: (typeof t)["RightBrace"]): boolean {
    return this.LA(2).tokenType !== closer;
  }
}
