/**
 * The grammar of one logical line, without actions. Each line is read for itself, so a mistake never
 * spreads. A line whose last `:` has nothing after it opens an indented block; the lines of that are read one by one, too.
 */
import type { IParserConfig } from "chevrotain";
import { ConditionGrammar } from "./grammar-condition.ts";
import type { GrammarRule } from "./grammar-type.ts";
import * as t from "./tokens.ts";

export class Grammar extends ConditionGrammar {
  constructor(config: IParserConfig = {}) {
    super(config);
    this.performSelfAnalysis();
  }

  readonly declaration: GrammarRule = this.RULE("declaration", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.import) },
        { ALT: () => this.SUBRULE(this.inputDeclaration) },
        { ALT: () => this.SUBRULE(this.output) },
        { ALT: () => this.SUBRULE(this.typeDeclaration) },
        { ALT: () => this.SUBRULE(this.task) },
        { ALT: () => this.SUBRULE(this.edge) },
        { ALT: () => this.SUBRULE(this.start) },
        { ALT: () => this.SUBRULE(this.rule) },
        { ALT: () => this.SUBRULE(this.workflow) },
      ],
      ERR_MSG: 'a declaration, such as "task", "edge", "start" or "when"',
    });
  });

  readonly member: GrammarRule = this.RULE("member", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.start) },
        { ALT: () => this.SUBRULE(this.rule) },
        { ALT: () => this.SUBRULE(this.output) },
      ],
      ERR_MSG: '"start", "when", "rule" or "output" in a workflow',
    });
  });

  readonly import: GrammarRule = this.RULE("import", () => {
    this.CONSUME(t.Import);
    this.OPTION(() => this.CONSUME(t.Type));
    this.CONSUME(t.LeftBrace);
    this.SUBRULE(this.importedName);
    this.MANY({
      GATE: () => this.anotherBefore(t.RightBrace),
      DEF: () => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.importedName);
      },
    });
    this.OPTION2(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RightBrace);
    this.CONSUME(t.From);
    this.CONSUME(t.Text);
  });

  readonly importedName: GrammarRule = this.RULE("importedName", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.As);
      this.CONSUME2(t.Name);
    });
  });

  readonly inputDeclaration: GrammarRule = this.RULE("inputDeclaration", () => {
    this.CONSUME(t.Input);
    this.CONSUME(t.Name);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  readonly output: GrammarRule = this.RULE("output", () => {
    this.CONSUME(t.Output);
    this.OPTION({
      GATE: () => [t.Colon, t.Equals].includes(this.LA(2).tokenType),
      DEF: () => {
        this.CONSUME(t.Name);
        this.OPTION2(() => {
          this.CONSUME(t.Colon);
          this.SUBRULE(this.type);
        });
        this.CONSUME(t.Equals);
      },
    });
    this.OR({
      DEF: [
        { GATE: () => this.isGather(), ALT: () => this.SUBRULE(this.gather) },
        { ALT: () => this.CONSUME2(t.Name, { LABEL: "task" }) },
      ],
      ERR_MSG: 'a task, or "all", "succeeded" or "settled" and a task',
    });
  });

  readonly typeDeclaration: GrammarRule = this.RULE("typeDeclaration", () => {
    this.CONSUME(t.Type);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.type);
  });

  readonly task: GrammarRule = this.RULE("task", () => {
    this.CONSUME(t.Task);
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.signature));
    this.OPTION2(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Equals);
            this.SUBRULE(this.expression, { ARGS: ["none"] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.From);
            this.CONSUME(t.Text);
            this.OPTION3(() => {
              this.CONSUME(t.As);
              this.CONSUME2(t.Name, { LABEL: "exported" });
            });
          },
        },
      ]);
    });
    this.OPTION4(() => {
      this.CONSUME(t.Spawns);
      this.SUBRULE(this.names);
    });
    this.OPTION5(() => {
      this.CONSUME(t.Colon);
      this.OPTION6(() => this.SUBRULE(this.attribute));
    });
  });

  /** `(parameters) -> result` */
  readonly signature: GrammarRule = this.RULE("signature", () => {
    this.CONSUME(t.LeftParen);
    this.OPTION(() => {
      this.SUBRULE(this.parameter);
      this.MANY({
        GATE: () => this.anotherBefore(t.RightParen),
        DEF: () => {
          this.CONSUME(t.Comma);
          this.SUBRULE2(this.parameter);
        },
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightParen);
    this.OPTION3(() => {
      this.CONSUME(t.Arrow);
      this.SUBRULE(this.type);
    });
  });

  readonly parameter: GrammarRule = this.RULE("parameter", () => {
    this.CONSUME(t.Word);
    this.OPTION(() => this.CONSUME(t.Question));
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.OPTION2(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  readonly names: GrammarRule = this.RULE("names", () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Name), ERR_MSG: "the name of a task" });
  });

  readonly edge: GrammarRule = this.RULE("edge", () => {
    this.CONSUME(t.Edge);
    this.SUBRULE(this.names);
    this.CONSUME(t.Arrow);
    this.SUBRULE2(this.names);
    this.MANY(() => {
      this.CONSUME2(t.Arrow);
      this.SUBRULE3(this.names);
    });
  });

  readonly start: GrammarRule = this.RULE("start", () => {
    this.CONSUME(t.Start);
    this.SUBRULE(this.body);
  });

  readonly workflow: GrammarRule = this.RULE("workflow", () => {
    this.CONSUME(t.Workflow);
    this.CONSUME(t.Name);
    this.SUBRULE(this.signature);
    this.CONSUME(t.Colon);
    this.OPTION(() => this.SUBRULE(this.member));
  });
}
