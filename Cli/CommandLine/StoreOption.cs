using System.CommandLine;
using Sweep.Client.Errors;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.CommandLine;

/// <summary><c>--store</c> and what belongs to it, of the verbs that open a store themselves.</summary>
/// <param name="name">What the options begin with.</param>
internal sealed class StoreOption(string name = "store")
{
    private readonly Option<string?> _place = new($"--{name}")
    {
        Description = "The store: path of an SQLite file, or mongodb://HOST…, without a password" + Default(name),
        HelpName = "PLACE",
    };
    private readonly Option<string?> _file = new($"--{name}-file")
    {
        Description = "File whose first line is the store's MongoDB address, with user and password",
        HelpName = "FILE",
    };
    private readonly Option<string?> _database = new($"--{name}-database")
    {
        Description = "MongoDB's database [default: the address's, else sweep]",
        HelpName = "NAME",
    };

    public void AddTo(Command verb)
    {
        verb.Add(_place);
        verb.Add(_file);
        verb.Add(_database);
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_place) is not null || parsed.GetResult(_file) is not null;

    /// <exception cref="BadInputException">What is given does not go together.</exception>
    public StoreOptions Of(ParseResult parsed)
    {
        var store = new StoreOptions
        {
            Place = parsed.GetValue(_place),
            AddressFile = parsed.GetValue(_file),
            Database = parsed.GetValue(_database),
        };
        return store.Problems(name).FirstOrDefault() is { } problem ? throw new BadInputException($"--{problem}") : store;
    }

    private static string Default(string name) => name == "store" ? " [default: the home's file]" : "";
}
