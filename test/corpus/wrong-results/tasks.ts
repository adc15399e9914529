export const half = (): number => 0.5;
export const record = () => JSON.parse('{ "a": 1, "b": 2 }');
export const elsewhere = (): string => "not/there.txt";
export const good = async (): Promise<string> => "good";
