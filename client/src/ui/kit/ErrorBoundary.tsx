import { Component, type ErrorInfo, type ReactNode } from "react";
import { ProblemView } from "./ProblemView";

interface ErrorBoundaryProps {
  children: ReactNode;
  /** A new value forgets the failure, as when the address changes. */
  resetOn?: unknown;
}

interface ErrorBoundaryState {
  error: unknown;
  resetOn: unknown;
}

/** Keeps a failing part from taking the page along. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, resetOn: this.props.resetOn };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { error };
  }

  static getDerivedStateFromProps(props: ErrorBoundaryProps, state: ErrorBoundaryState): Partial<ErrorBoundaryState> | null {
    return props.resetOn === state.resetOn ? null : { error: null, resetOn: props.resetOn };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <ProblemView error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}
