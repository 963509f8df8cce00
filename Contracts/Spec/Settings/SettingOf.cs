using Sweep.Contracts.Spec.Values;

namespace Sweep.Contracts.Spec.Settings;

/// <summary>A setting of one type, which is stored in the typed records.</summary>
internal sealed class Setting<T>(ValueKind<T> kind, Func<SpecSettings, T> get, Func<SpecSettings, T, SpecSettings> set) : Setting
{
    public override string Expected => kind.Expected;

    public override string DefaultText => Format(Get(SpecSettings.Default));

    public override bool TryRead(SpecNode node, string path, SpecProblems problems, out object? value)
    {
        var isRead = kind.TryRead(node, path, problems, out var typed);
        value = typed;
        return isRead;
    }

    public override SpecSettings Set(SpecSettings settings, object? value) => set(settings, (T)value!);

    public override object? Get(SpecSettings settings) => get(settings);

    public override string Format(object? value) => kind.Format((T)value!);
}
