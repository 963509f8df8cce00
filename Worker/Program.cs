using System.Reflection;

const string Help = """
    sweep-worker takes stages from a coordinator and trains and prunes networks.

    In this release coordinator and workers run together in one process: sweep run FILE.
    Running them apart, over RabbitMQ, comes with the next one.

    Usage: sweep-worker [--help | --version]
    """;
var version = typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
var isAsked = args is [] or ["--help" or "-h" or "--version"];
(isAsked ? Console.Out : Console.Error).WriteLine(args is ["--version"] ? version : Help);
return isAsked && args.Length > 0 ? 0 : 2;
