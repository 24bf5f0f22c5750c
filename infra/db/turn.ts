import pg from 'pg';

/** One statement of a turn; its values are what the server takes. */
export interface TurnStatement {
  /** It is prepared once a connection under this name. */
  name: string;
  text: string;
  values?: unknown[];
  types?: pg.CustomTypesConfig;
}

/** What pg's queries understand of the server, and its own typing leaves out. */
interface Answering {
  name: string;
  text: string;
  submit(connection: Connection): unknown;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
}

interface Connection {
  stream: { cork(): void; uncork(): void };
  submittedNamedStatements: Record<string, string>;
  flush(): void;
  sync(): void;
}

/**
 * Statements that travel together, are executed in order, each with a snapshot of its own, and are answered together: the
 * server is asked to synchronise once and not for each. Outside of a transaction it makes them one, which ends with the
 * turn (PostgreSQL, "Pipelining"). Where one fails, those behind it are not executed and all of them fail.
 */
export class Turn extends pg.Query {
  private readonly parts: Answering[] = [];
  private at = 0;

  /**
   * @param answersEach each is answered before the next begins, and the last before they are committed: a server that
   * waited, and finds nobody there to hear it, does nothing more
   */
  constructor(private readonly answersEach = false) {
    super({ text: '' });
  }

  /** What of it the server gets, in order. */
  get texts(): string[] {
    return this.parts.map(({ text }) => text);
  }

  /** Adds a statement, before the turn is sent. */
  add(statement: TurnStatement): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      const query = new pg.Query({ ...statement }, (error: Error | undefined, result: unknown) =>
        error ? reject(error) : resolve(result as pg.QueryResult),
      );
      this.parts.push(query as unknown as Answering);
    });
  }

  override submit = (connection: unknown): null => {
    const asked = connection as Connection;
    const unsynchronised: Connection = Object.create(asked, { sync: { value: () => undefined } });
    asked.stream.cork();
    try {
      for (const part of this.parts) {
        part.submit(unsynchronised);
        if (this.answersEach) asked.flush();
      }
      asked.sync();
    } finally {
      asked.stream.uncork();
    }
    this.follow();
    return null;
  };

  handleRowDescription(message: unknown): void {
    this.parts[this.at]?.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.parts[this.at]?.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.parts[this.at]?.handleCommandComplete(message, connection);
    this.at += 1;
    this.follow();
  }

  handleReadyForQuery(connection: Connection): void {
    for (const part of this.parts) part.handleReadyForQuery(connection);
  }

  handleError(error: Error, connection: Connection): void {
    // The server has not looked at those behind it: they are prepared when they are sent again.
    for (const { name } of this.parts.slice(this.at)) delete connection.submittedNamedStatements[name];
    for (const part of this.parts) part.handleError(error, connection);
  }

  /** The connection keeps what was prepared by the name and text of the query that is answered. */
  private follow(): void {
    const part = this.parts[this.at];
    if (part) Object.assign(this, { name: part.name, text: part.text });
  }
}
