// xbar_dpi: the analog array behind the crossbar port of one core, served by the C model.
// Calls on events only: word lines on, one conversion, word lines off, one pulse, programming mode.
// ctx_i is the address of the core's context in C (struct core_context, network.cpp): no globals.
// Timing (models/crossbar/port.h): drive seen in cycle t -> ready_o from t + settle on; convert in
// cycle c -> code_valid_o in c + conversion_cycles, ready_o again in that cycle.
`default_nettype none

module xbar_dpi #(
  parameter TILE_WIDTH   = 4,
  parameter INPUTS       = 64,
  parameter ROW_WIDTH    = 7,
  parameter COLUMN_WIDTH = 7,
  parameter PHASE_WIDTH  = 4,
  parameter CODES_WIDTH  = 64
) (
  input  wire                    clk_i,
  input  wire                    rst_i,
  input  wire [63:0]             ctx_i,

  input  wire                    drive_i,
  input  wire [TILE_WIDTH-1:0]   tile_i,
  input  wire [INPUTS-1:0]       rows_i,
  input  wire                    convert_i,
  input  wire [PHASE_WIDTH-1:0]  phase_i,
  output wire                    ready_o,
  output wire                    code_valid_o,
  output wire [CODES_WIDTH-1:0]  codes_o,

  input  wire                    prog_i,
  input  wire                    pulse_i,
  input  wire [ROW_WIDTH-1:0]    word_line_i,
  input  wire [COLUMN_WIDTH-1:0] column_i,
  input  wire                    polarity_i
);

  // Each gives the cycles until the array is ready again.
  import "DPI-C" function int skyloom_drive(input longint unsigned ctx, input int tile,
                                            input longint unsigned rows);
  import "DPI-C" function int skyloom_convert(input longint unsigned ctx, input int phase,
                                              output bit [CODES_WIDTH-1:0] codes);
  import "DPI-C" function void skyloom_release(input longint unsigned ctx);
  import "DPI-C" function void skyloom_programming(input longint unsigned ctx, input int on);
  import "DPI-C" function void skyloom_pulse(input longint unsigned ctx, input int tile,
                                             input int word_line, input int column,
                                             input int polarity);

  reg                   driven_q, ready_q, waiting_q, valid_q, converting_q, prog_q, pulse_q;
  reg [15:0]            wait_q; // cycles until ready
  bit [CODES_WIDTH-1:0] codes_q;

  assign ready_o      = ready_q;
  assign code_valid_o = valid_q;
  assign codes_o      = codes_q;

  /* verilator lint_off BLKSEQ */
  always @(posedge clk_i) begin : array
    int cycles;
    if (rst_i) begin
      driven_q     <= 1'b0;
      ready_q      <= 1'b0;
      waiting_q    <= 1'b0;
      valid_q      <= 1'b0;
      converting_q <= 1'b0;
    end else begin
      if (drive_i || driven_q) begin
        driven_q <= drive_i;
        valid_q  <= 1'b0;
        if (!driven_q) begin
          cycles       = skyloom_drive(ctx_i, 32'(tile_i), 64'(rows_i));
          ready_q      <= cycles == 1;
          waiting_q    <= cycles != 1;
          wait_q       <= 16'(cycles);
          converting_q <= 1'b0;
        end else if (!drive_i) begin
          skyloom_release(ctx_i);
          ready_q   <= 1'b0;
          waiting_q <= 1'b0;
        end else if (convert_i) begin
          cycles       = skyloom_convert(ctx_i, 32'(phase_i), codes_q);
          ready_q      <= cycles == 1;
          valid_q      <= cycles == 1;
          waiting_q    <= cycles != 1;
          converting_q <= cycles != 1;
          wait_q       <= 16'(cycles);
        end else if (waiting_q) begin
          wait_q <= wait_q - 16'd1;
          if (wait_q == 16'd2) begin
            ready_q   <= 1'b1;
            waiting_q <= 1'b0;
            valid_q   <= converting_q;
          end
        end
      end
    end
  end

  always @(posedge clk_i) begin
    if (rst_i) begin
      prog_q  <= 1'b0;
      pulse_q <= 1'b0;
    end else if (prog_i || prog_q) begin
      prog_q  <= prog_i;
      pulse_q <= pulse_i;
      if (prog_i != prog_q) skyloom_programming(ctx_i, 32'(prog_i));
      if (pulse_i && !pulse_q)
        skyloom_pulse(ctx_i, 32'(tile_i), 32'(word_line_i), 32'(column_i), 32'(polarity_i));
    end
  end

endmodule

`default_nettype wire
